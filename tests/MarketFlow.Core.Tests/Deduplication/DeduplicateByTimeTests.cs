using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class DeduplicateByTimeTests : OperatorContract<string>
{
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(5);
    private readonly HandSource<(string Key, long Time)> _feed = new();
    private readonly ManualClock _clock = new();
    private readonly RecordingObserver<(string Key, long Time)> _seen;

    public DeduplicateByTimeTests() => _seen = new(_clock);

    [Fact]
    public void Drops_a_repeat_inside_the_window_whatever_its_time()
    {
        using var subscription = Apply().Subscribe(_seen);

        foreach (var time in new[] { 0, -1, 1, long.MinValue, long.MaxValue, 1_773_063_000_000_000_000 })
        {
            Tell($"at {time}", time);
        }

        _clock.Move(_window - TimeSpan.FromTicks(1));
        foreach (var (key, time) in _seen.Values.ToList())
        {
            Tell(key, time);
        }

        Assert.Equal(6, _seen.Values.Count);
    }

    [Fact]
    public void Lets_a_repeat_through_once_the_window_has_passed_though_nothing_else_came()
    {
        using var subscription = Apply().Subscribe(_seen);

        for (var repeat = 0; repeat < 10; repeat++)
        {
            Tell("AAPL#1", 7);
            Tell("AAPL#1", 7);
            _clock.Move(_window * 1.001);
        }

        Assert.Equal(10, _seen.Values.Count);
    }

    [Fact]
    public void Keeps_keys_of_one_time_apart_and_events_in_order()
    {
        using var subscription = Apply().Subscribe(_seen);

        foreach (var key in new[] { "AAPL#1", "MSFT#1", "AAPL#1", "AAPL#2", "MSFT#1" })
        {
            Tell(key, 7);
        }

        Assert.Equal(["AAPL#1", "MSFT#1", "AAPL#2"], _seen.Values.Select(value => value.Key));
    }

    [Fact]
    public void Tells_keys_apart_as_the_comparer_does()
    {
        using var subscription = _feed.DeduplicateByTime(value => value.Key, TimeOf, _window, _clock, comparer: StringComparer.OrdinalIgnoreCase).Subscribe(_seen);

        Tell("AAPL#1", 1);
        Tell("aapl#1", 1);

        Assert.Single(_seen.Values);
    }

    [Fact]
    public void Lets_no_hash_decide()
    {
        using var subscription = _feed.DeduplicateByTime(value => value.Key, TimeOf, _window, _clock, comparer: new OneHash()).Subscribe(_seen);

        for (var i = 0; i < 100; i++)
        {
            Tell($"AAPL#{i % 50}", 1);
        }

        Assert.Equal(50, _seen.Values.Count);
    }

    [Fact]
    public void Lets_no_repeat_through_when_the_clock_is_set_back()
    {
        using var subscription = Apply().Subscribe(_seen);

        Tell("AAPL#1", 1);
        _clock.Move(-10 * _window);
        for (var time = 0; time < 100; time++)
        {
            Tell($"at {time}", time * 1_000_000_000L);
        }

        Tell("AAPL#1", 1);
        Assert.Equal(101, _seen.Values.Count);
    }

    [Fact]
    public void Ends_with_what_a_delegate_throws_and_counts_the_event_as_invalid()
    {
        var stage = new Ledger().Stage("deduplicate");
        using var subscription = _feed
            .DeduplicateByTime(value => value.Key == "bad" ? throw new InvalidOperationException("no key") : value.Key, TimeOf, _window, _clock, stage)
            .Subscribe(_seen);

        Tell("good", 1);
        Tell("good", 1);
        Tell("bad", 1);
        Tell("late", 1);

        Assert.Equal("no key", Assert.IsType<InvalidOperationException>(_seen.Error).Message);
        var account = stage.Snapshot();
        Assert.Equal((4, 1, 0), (account.Received, account.Emitted, account.Imbalance));
        Assert.Equal((1, 1), (account.Removed(RemovalReason.Duplicate), account.Removed(RemovalReason.Invalid)));
    }

    [Fact]
    public void Refuses_what_cannot_be()
    {
        Assert.Throws<ArgumentNullException>("source", () => ((IObservable<string>)null!).DeduplicateByTime(value => value, _ => default, _window, _clock));
        Assert.Throws<ArgumentNullException>("keyOf", () => _feed.DeduplicateByTime((Func<(string, long), string>)null!, TimeOf, _window, _clock));
        Assert.Throws<ArgumentNullException>("timeOf", () => _feed.DeduplicateByTime(value => value.Key, null!, _window, _clock));
        Assert.Throws<ArgumentNullException>("clock", () => _feed.DeduplicateByTime(value => value.Key, TimeOf, _window, null!));
        Assert.Throws<ArgumentOutOfRangeException>("window", () => _feed.DeduplicateByTime(value => value.Key, TimeOf, TimeSpan.Zero, _clock));
    }

    /// <summary>Whatever comes, in whatever order of times: a key is let through when it was never seen, and never within a window of that.</summary>
    [Fact]
    public void Agrees_with_a_plain_list_of_what_was_let_through() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Key, byte Pause)[]>(), arrivals =>
        {
            ManualClock clock = new();
            HandSource<byte> feed = new();
            List<byte> seen = [];
            using var subscription = feed.DeduplicateByTime(key => key, key => TimeOf(key), _window, clock).Subscribe(seen.Add);
            Dictionary<byte, DateTimeOffset> letThrough = [];
            foreach (var (key, pause) in arrivals)
            {
                clock.Move(TimeSpan.FromSeconds(pause % 4));
                var before = seen.Count;
                feed.Observer.OnNext(key);
                var passed = seen.Count > before;
                var mustDrop = letThrough.TryGetValue(key, out var at) && clock.Now - at < _window;
                var mustPass = !letThrough.TryGetValue(key, out at) || clock.Now - at >= _window * 1.001;
                if ((mustDrop && passed) || (mustPass && !passed))
                {
                    return false;
                }

                if (passed)
                {
                    letThrough[key] = clock.Now;
                }
            }

            return true;

            // near one another, far in the past, and in a future that nobody lives to see
            static Timestamp TimeOf(byte key) => Timestamp.FromUnixNanoseconds((key % 3) switch
            {
                0 => key * 20_000_000L,
                1 => -key * 3_600_000_000_000L,
                _ => long.MaxValue - key,
            });
        }).QuickCheckThrowOnFailure();

    private sealed class OneHash : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode(string obj) => 7;
    }

    private static Timestamp TimeOf((string Key, long Time) value) => Timestamp.FromUnixNanoseconds(value.Time);

    private void Tell(string key, long time) => _feed.Observer.OnNext((key, time));

    private IObservable<(string Key, long Time)> Apply() => _feed.DeduplicateByTime(value => value.Key, TimeOf, _window, _clock);

    protected override IObservable<string> Apply(IObservable<string> source, LedgerStage? stage = null) =>
        source.DeduplicateByTime(value => value, _ => default, _window, _clock, stage);

    protected override string Fresh(int number) => $"AAPL#{number}";
}
