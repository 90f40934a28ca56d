using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class DeduplicateTests : OperatorContract<string>
{
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(5);
    private readonly HandSource<string> _feed = new();
    private readonly ManualClock _clock = new();
    private readonly RecordingObserver<string> _seen;

    public DeduplicateTests() => _seen = new(_clock);

    [Fact]
    public void Drops_a_repeat_inside_the_window()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        Tell("AAPL#1");
        _clock.Move(_window - TimeSpan.FromTicks(1));
        Tell("AAPL#1");

        Assert.Equal(["AAPL#1"], _seen.Values);
    }

    [Fact]
    public void Lets_a_repeat_through_once_the_window_has_passed()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        Tell("AAPL#1");
        _clock.Move(_window);
        Tell("AAPL#1");

        Assert.Equal(
            [new("AAPL#1", VirtualMarketClock.Open), new("AAPL#1", VirtualMarketClock.Open + _window)], _seen.Received);
    }

    [Fact]
    public void Does_not_renew_the_window_for_a_repeat()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        Tell("AAPL#1");
        _clock.Move(_window - TimeSpan.FromTicks(1));
        Tell("AAPL#1");
        _clock.Move(TimeSpan.FromTicks(1));
        Tell("AAPL#1");

        Assert.Equal(2, _seen.Values.Count);
    }

    [Fact]
    public void Keeps_keys_apart_and_events_in_order()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        Tell("AAPL#1", "MSFT#1", "AAPL#1", "AAPL#2", "MSFT#1");

        Assert.Equal(["AAPL#1", "MSFT#1", "AAPL#2"], _seen.Values);
    }

    [Fact]
    public void Tells_keys_apart_as_the_comparer_does()
    {
        using var subscription = _feed.Deduplicate(x => x, _window, _clock, comparer: StringComparer.OrdinalIgnoreCase).Subscribe(_seen);

        Tell("AAPL#1", "aapl#1");

        Assert.Equal(["AAPL#1"], _seen.Values);
    }

    [Fact]
    public void Lets_no_repeat_through_when_the_clock_is_set_back()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        Tell("AAPL#1");
        _clock.Move(-_window);
        Tell("AAPL#1", "AAPL#2");
        _clock.Move(2 * _window - TimeSpan.FromTicks(1));
        Tell("AAPL#1", "AAPL#2");
        Assert.Equal(["AAPL#1", "AAPL#2"], _seen.Values);

        _clock.Move(TimeSpan.FromTicks(1));
        Tell("AAPL#2", "AAPL#1");
        Assert.Equal(["AAPL#1", "AAPL#2", "AAPL#2", "AAPL#1"], _seen.Values);
    }

    [Fact]
    public void Takes_a_window_without_end()
    {
        using var subscription = _feed.Deduplicate(x => x, TimeSpan.MaxValue, _clock).Subscribe(_seen);

        Tell("AAPL#1");
        _clock.Move(TimeSpan.FromDays(365_000));
        Tell("AAPL#1");

        Assert.Equal(["AAPL#1"], _seen.Values);
    }

    [Fact]
    public void Reads_the_clock_and_the_key_once_per_event()
    {
        var keys = 0;
        using var subscription = _feed.Deduplicate(x => (++keys, x).x, _window, _clock).Subscribe(new RecordingObserver<string>());

        Tell("AAPL#1", "AAPL#1", "MSFT#1");

        Assert.Equal((3, 3), (keys, _clock.Reads));
    }

    [Fact]
    public void Ends_with_what_keyOf_throws_and_counts_the_event_as_invalid()
    {
        var error = new InvalidOperationException();
        var stage = new Ledger().Stage("deduplicate");
        using var subscription = _feed.Deduplicate(x => x == "bad" ? throw error : x, _window, _clock, stage).Subscribe(_seen);

        Tell("AAPL#1", "bad", "AAPL#2");

        Assert.Equal(["AAPL#1"], _seen.Values);
        Assert.Same(error, _seen.Error);
        Assert.Equal(1, _feed.Unsubscribed);
        Assert.Equal((3, 1, 0), (stage.Snapshot().Received, stage.Snapshot().Removed(RemovalReason.Invalid), stage.Snapshot().Imbalance));
        _seen.AssertGrammar();
    }

    [Fact]
    public void Counts_a_repeat_as_a_duplicate()
    {
        var stage = new Ledger().Stage("deduplicate");
        using var subscription = Apply(_feed, stage).Subscribe(_seen);

        Tell("AAPL#1", "AAPL#1", "AAPL#1");

        Assert.Equal((3, 1, 2), (stage.Snapshot().Received, stage.Snapshot().Emitted, stage.Snapshot().Removed(RemovalReason.Duplicate)));
    }

    [Fact]
    public void Refuses_missing_arguments_and_a_window_without_length()
    {
        Assert.Throws<ArgumentNullException>("source", () => ((IObservable<string>)null!).Deduplicate(x => x, _window, _clock));
        Assert.Throws<ArgumentNullException>("keyOf", () => _feed.Deduplicate((Func<string, string>)null!, _window, _clock));
        Assert.Throws<ArgumentNullException>("clock", () => _feed.Deduplicate(x => x, _window, null!));
        Assert.Throws<ArgumentOutOfRangeException>("window", () => _feed.Deduplicate(x => x, TimeSpan.Zero, _clock));
        Assert.Throws<ArgumentOutOfRangeException>("window", () => _feed.Deduplicate(x => x, TimeSpan.FromTicks(-1), _clock));
        Assert.NotNull(_feed.Deduplicate(x => x, TimeSpan.FromTicks(1), _clock));
    }

    /// <summary>Whatever arrives, and whenever, the output is what a plain scan over the history would let through.</summary>
    [Fact]
    public void Agrees_with_a_plain_scan_of_the_history() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Key, byte Gap)[]>(), arrivals =>
        {
            using var subscription = Apply(_feed).Subscribe(_seen);
            var (before, start) = (_seen.Received.Count, _clock.Now);
            List<(byte Key, DateTimeOffset At)> history = [];
            foreach (var (key, gap) in arrivals.Select(arrival => (arrival.Key, TimeSpan.FromSeconds(arrival.Gap % 4))))
            {
                _clock.Move(gap);
                _feed.Observer.OnNext($"#{key % 4}");
                if (!history.Exists(past => past.Key == key % 4 && _clock.Now - past.At < _window))
                {
                    history.Add(((byte)(key % 4), _clock.Now));
                }
            }

            return _seen.Received.Skip(before).SequenceEqual(history.Select(past => new Recorded<string>($"#{past.Key}", past.At)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Keeps_the_law_at_every_instant() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Key, byte Gap)[]>(), ArbMap.Default.ArbFor<byte>(), (arrivals, disposeAfter) =>
            KeepsTheLaw(
                arrivals,
                arrival =>
                {
                    _clock.Move(TimeSpan.FromSeconds(arrival.Gap % 4));
                    return $"#{arrival.Key % 4}";
                },
                disposeAfter % 20)).QuickCheckThrowOnFailure();

    protected override IObservable<string> Apply(IObservable<string> source, LedgerStage? stage = null) =>
        source.Deduplicate(x => x, _window, _clock, stage);

    protected override string Fresh(int number) => $"AAPL#{number}";

    private void Tell(params string[] events)
    {
        foreach (var told in events)
        {
            _feed.Observer.OnNext(told);
        }
    }
}
