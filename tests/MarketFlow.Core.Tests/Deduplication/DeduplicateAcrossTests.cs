using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class DeduplicateAcrossTests : OperatorContract<(string Print, int Connection)>
{
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(5);
    private readonly HandSource<(string Print, int Connection)> _feed = new();
    private readonly ManualClock _clock = new();
    private readonly RecordingObserver<(string Print, int Connection)> _seen;

    public DeduplicateAcrossTests() => _seen = new(_clock);

    [Fact]
    public void Drops_what_another_connection_has_told() => Assert.Equal([("a", 1)], Emitted(("a", 1), ("a", 2), ("a", 3)));

    [Fact]
    public void Lets_two_equal_prints_of_one_connection_through() => Assert.Equal([("a", 1), ("a", 1)], Emitted(("a", 1), ("a", 1)));

    [Fact]
    public void Takes_the_kth_print_of_one_connection_for_the_kth_of_another() =>
        Assert.Equal([("a", 1), ("a", 1), ("a", 2)], Emitted(("a", 1), ("a", 1), ("a", 2), ("a", 2), ("a", 2), ("a", 1)));

    [Fact]
    public void Takes_turns_when_connections_overtake_each_other() =>
        Assert.Equal([("a", 1), ("a", 2), ("a", 1)], Emitted(("a", 1), ("a", 2), ("a", 2), ("a", 1), ("a", 1)));

    [Fact]
    public void Takes_a_reconnect_for_a_new_connection() => Assert.Equal([("a", 1), ("a", 1)], Emitted(("a", 1), ("a", 1), ("a", 3), ("a", 3)));

    [Fact]
    public void Keeps_different_prints_apart_and_in_order() =>
        Assert.Equal([("a", 1), ("b", 2), ("c", 1)], Emitted(("a", 1), ("b", 2), ("a", 2), ("b", 1), ("c", 1)));

    [Fact]
    public void Drops_a_copy_to_the_end_of_the_window_and_not_beyond()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        _feed.Observer.OnNext(("a", 1));
        _clock.Move(_window - TimeSpan.FromTicks(1));
        _feed.Observer.OnNext(("a", 2));
        _clock.Move(TimeSpan.FromTicks(1));
        _feed.Observer.OnNext(("a", 3));

        Assert.Equal([new(("a", 1), VirtualMarketClock.Open), new(("a", 3), VirtualMarketClock.Open + _window)], _seen.Received);
    }

    [Fact]
    public void Matches_a_later_emission_once_the_earlier_one_is_closed()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        _feed.Observer.OnNext(("a", 1));
        _clock.Move(_window / 2);
        _feed.Observer.OnNext(("a", 1));
        _clock.Move(_window / 2);
        _feed.Observer.OnNext(("a", 2));
        _feed.Observer.OnNext(("a", 2));

        Assert.Equal([("a", 1), ("a", 1), ("a", 2)], _seen.Values);
    }

    [Fact]
    public void Tells_prints_apart_as_the_comparer_does()
    {
        using var subscription = _feed
            .DeduplicateAcross(x => x.Print, x => x.Connection, _window, _clock, comparer: StringComparer.OrdinalIgnoreCase).Subscribe(_seen);

        _feed.Observer.OnNext(("a", 1));
        _feed.Observer.OnNext(("A", 2));

        Assert.Equal([("a", 1)], _seen.Values);
    }

    [Fact]
    public void Counts_a_copy_as_a_duplicate()
    {
        var stage = new Ledger().Stage("deduplicate");
        using var subscription = Apply(_feed, stage).Subscribe(_seen);

        _feed.Observer.OnNext(("a", 1));
        _feed.Observer.OnNext(("a", 2));

        Assert.Equal((2, 1, 1), (stage.Snapshot().Received, stage.Snapshot().Emitted, stage.Snapshot().Removed(RemovalReason.Duplicate)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ends_with_what_a_delegate_throws_and_counts_the_event_as_invalid(bool byKey)
    {
        var error = new InvalidOperationException();
        var stage = new Ledger().Stage("deduplicate");
        using var subscription = _feed
            .DeduplicateAcross(x => byKey ? throw error : x.Print, x => byKey ? x.Connection : throw error, _window, _clock, stage).Subscribe(_seen);

        _feed.Observer.OnNext(("a", 1));
        _feed.Observer.OnNext(("a", 1));

        Assert.Same(error, _seen.Error);
        Assert.Equal(1, _feed.Unsubscribed);
        Assert.Equal((2, 1, 0), (stage.Snapshot().Received, stage.Snapshot().Removed(RemovalReason.Invalid), stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Refuses_missing_arguments_and_a_window_without_length()
    {
        Assert.Throws<ArgumentNullException>("source", () => Apply(null!));
        Assert.Throws<ArgumentNullException>("keyOf", () => _feed.DeduplicateAcross((Func<(string, int), int>)null!, x => x, _window, _clock));
        Assert.Throws<ArgumentNullException>("sourceOf", () => _feed.DeduplicateAcross(x => x, (Func<(string, int), int>)null!, _window, _clock));
        Assert.Throws<ArgumentNullException>("clock", () => _feed.DeduplicateAcross(x => x, x => x, _window, null!));
        Assert.Throws<ArgumentOutOfRangeException>("window", () => _feed.DeduplicateAcross(x => x, x => x, TimeSpan.Zero, _clock));
        Assert.NotNull(_feed.DeduplicateAcross(x => x, x => x, TimeSpan.FromTicks(1), _clock));
    }

    [Fact]
    public void Reads_the_clock_once_per_event()
    {
        using var subscription = Apply(_feed).Subscribe(new RecordingObserver<(string, int)>());

        _feed.Observer.OnNext(("a", 1));
        _feed.Observer.OnNext(("a", 2));

        Assert.Equal(2, _clock.Reads);
    }

    [Fact]
    public void Allocates_nothing_while_as_many_prints_come_as_go()
    {
        var emissions = new OpenEmissions<long, int>(window: 1_000, comparer: null);
        Run(0, 20_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(20_000, 40_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(long from, long to)
        {
            for (var now = from; now < to; now++)
            {
                emissions.Close(now);
                emissions.IsCopy(now / 2, (int)(now % 2), now);
                emissions.IsCopy(now / 2, (int)(now % 3), now);
            }
        }
    }

    [Fact]
    public void Gives_its_memory_back_after_a_surge()
    {
        var emissions = new OpenEmissions<int, int>(window: 100, comparer: null);
        for (var key = 0; key < 10_000; key++)
        {
            emissions.IsCopy(key, source: 1, now: 0);
        }

        emissions.Close(99);
        Assert.Equal(10_000, emissions.Count);
        emissions.Close(100);

        Assert.Equal(0, emissions.Count);
        Assert.InRange(emissions.Capacity, 0, 200);
    }

    /// <summary>The model: all that was emitted, with its time and who has matched it.</summary>
    [Fact]
    public void Agrees_with_a_plain_list_of_emissions_and_who_matched_them() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Print, byte Connection, byte Gap)[]>(), arrivals =>
        {
            using var subscription = Apply(_feed).Subscribe(_seen);
            var before = _seen.Received.Count;
            List<(string Print, DateTimeOffset At, HashSet<int> MatchedBy)> emitted = [];
            List<Recorded<(string, int)>> expected = [];
            foreach (var arrival in arrivals)
            {
                _clock.Move(TimeSpan.FromSeconds(arrival.Gap % 4));
                var (print, connection) = ($"#{arrival.Print % 2}", arrival.Connection % 5);
                _feed.Observer.OnNext((print, connection));
                var original = emitted.Find(emission =>
                    emission.Print == print && _clock.Now - emission.At < _window && !emission.MatchedBy.Contains(connection));
                if (original.MatchedBy is null)
                {
                    emitted.Add((print, _clock.Now, [connection]));
                    expected.Add(new((print, connection), _clock.Now));
                }
                else
                {
                    original.MatchedBy.Add(connection);
                }
            }

            return _seen.Received.Skip(before).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Keeps_the_law_at_every_instant() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Print, byte Connection, byte Gap)[]>(), ArbMap.Default.ArbFor<byte>(), (arrivals, disposeAfter) =>
            KeepsTheLaw(
                arrivals,
                arrival =>
                {
                    _clock.Move(TimeSpan.FromSeconds(arrival.Gap % 4));
                    return ($"#{arrival.Print % 2}", arrival.Connection % 3);
                },
                disposeAfter % 20)).QuickCheckThrowOnFailure();

    protected override IObservable<(string Print, int Connection)> Apply(
        IObservable<(string Print, int Connection)> source, LedgerStage? stage = null) =>
        source.DeduplicateAcross(x => x.Print, x => x.Connection, _window, _clock, stage);

    protected override (string Print, int Connection) Fresh(int number) => ($"#{number}", 1);

    private IReadOnlyList<(string Print, int Connection)> Emitted(params (string, int)[] told)
    {
        using var subscription = Apply(_feed).Subscribe(_seen);
        foreach (var print in told)
        {
            _feed.Observer.OnNext(print);
        }

        return _seen.Values;
    }
}
