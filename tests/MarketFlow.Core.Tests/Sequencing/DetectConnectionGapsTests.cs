using System.Reactive.Disposables;
using System.Reactive.Linq;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class DetectConnectionGapsTests
{
    private static readonly TimeSpan _maxDelay = TimeSpan.FromSeconds(15);

    private readonly HandSource<Heard> _feed = new();
    private readonly VirtualMarketClock _clock = new();
    private readonly RecordingObserver<Gap<string>> _seen;

    public DetectConnectionGapsTests() => _seen = new(_clock);

    [Fact]
    public void Refuses_arguments_that_make_no_sense()
    {
        Assert.Throws<ArgumentNullException>("source", () => Apply(null!));
        Assert.Throws<ArgumentNullException>("feedOf", () => _feed.DetectConnectionGaps<Heard, string, int>(null!, x => x.Slot, x => x.Connection, x => x.At, _maxDelay, _clock));
        Assert.Throws<ArgumentNullException>("slotOf", () => _feed.DetectConnectionGaps<Heard, string, int>(x => x.Feed, null!, x => x.Connection, x => x.At, _maxDelay, _clock));
        Assert.Throws<ArgumentNullException>("connectionOf", () => _feed.DetectConnectionGaps(x => x.Feed, x => x.Slot, null!, x => x.At, _maxDelay, _clock));
        Assert.Throws<ArgumentNullException>("timeOf", () => _feed.DetectConnectionGaps(x => x.Feed, x => x.Slot, x => x.Connection, null!, _maxDelay, _clock));
        Assert.Throws<ArgumentNullException>("clock", () => _feed.DetectConnectionGaps(x => x.Feed, x => x.Slot, x => x.Connection, x => x.At, _maxDelay, null!));
        Assert.Throws<ArgumentOutOfRangeException>("maxDelay", () => Apply(_feed, TimeSpan.Zero));
        Assert.NotNull(Apply(_feed, TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void Tells_the_time_between_a_lost_connection_and_its_successor_at_once_where_there_is_no_other()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        Hear(slot: 0, connection: 1, at: 1);
        Hear(slot: 0, connection: 1, at: 4);
        Hear(slot: 0, connection: 2, at: 9);
        Hear(slot: 0, connection: 2, at: 20);

        Assert.Equal([new("massive", At(4), At(9), At(9))], _seen.Values);
    }

    [Fact]
    public void Tells_nothing_where_another_connection_was_there_all_along()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        Hear(slot: 0, connection: 1, at: 1);
        Hear(slot: 1, connection: 2, at: 1);
        Hear(slot: 0, connection: 3, at: 9); // whether the other was there is not known yet
        Hear(slot: 1, connection: 2, at: 10);
        _clock.AdvanceBy(_maxDelay);

        Assert.Empty(_seen.Values);
    }

    [Fact]
    public void A_connection_that_was_there_before_the_end_of_a_gap_has_not_covered_it()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        Hear(slot: 0, connection: 1, at: 1);
        Hear(slot: 1, connection: 2, at: 1);
        Hear(slot: 0, connection: 3, at: 9);
        _clock.AdvanceBy(TimeSpan.FromSeconds(10));
        _feed.Observer.OnNext(new("massive", 1, 2, At(8))); // known now, and of a time before
        _clock.AdvanceBy(_maxDelay);

        Assert.Equal<(Timestamp, Timestamp)>((At(1), At(9)), (_seen.Values[0].From, _seen.Values[0].To));
    }

    [Fact]
    public void Tells_what_none_covered_where_all_were_lost()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        Hear(slot: 0, connection: 1, at: 1);
        Hear(slot: 1, connection: 2, at: 1);
        Hear(slot: 1, connection: 2, at: 3);
        Hear(slot: 0, connection: 3, at: 9);
        Assert.Empty(_seen.Values);
        Hear(slot: 1, connection: 4, at: 12);

        Assert.Equal([new("massive", At(3), At(9), At(12))], _seen.Values.Take(1)); // whether slot 0 stayed from 9 to 12 is awaited
        Hear(slot: 0, connection: 3, at: 13);
        _clock.AdvanceBy(_maxDelay);
        Assert.Single(_seen.Values);
    }

    [Fact]
    public void Counts_a_connection_as_lost_that_is_quiet_for_too_long()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        Hear(slot: 0, connection: 1, at: 1);
        Hear(slot: 1, connection: 2, at: 1);
        Hear(slot: 0, connection: 3, at: 9);
        _clock.AdvanceBy(_maxDelay - TimeSpan.FromTicks(1));
        Assert.Empty(_seen.Values);
        _clock.AdvanceBy(TimeSpan.FromTicks(1));

        Assert.Equal([new("massive", At(1), At(9), At(24))], _seen.Values);
    }

    [Fact]
    public void Keeps_feeds_apart()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        Hear(slot: 0, connection: 1, at: 1);
        Hear(slot: 0, connection: 1, at: 1, feed: "alpaca");
        Hear(slot: 0, connection: 2, at: 5, feed: "alpaca");
        Hear(slot: 0, connection: 1, at: 9);

        Assert.Equal([new("alpaca", At(1), At(5), At(5))], _seen.Values);
    }

    [Fact]
    public void Tells_neighbouring_gaps_as_one_where_too_many_wait()
    {
        using var subscription = Apply(_feed, TimeSpan.FromDays(1)).Subscribe(_seen);

        Hear(slot: 1, connection: 0, at: 1);
        for (var at = 2; at <= 67; at++)
        {
            Hear(slot: 0, connection: at, at);
        }

        Assert.Equal([new("massive", At(64), At(66), At(66))], _seen.Values); // slot 1 cannot take it back any more
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tells_what_waits_before_the_end(bool fails)
    {
        var error = new InvalidOperationException();
        using var subscription = Apply(_feed).Subscribe(_seen);
        Hear(slot: 0, connection: 1, at: 1);
        Hear(slot: 1, connection: 2, at: 1);
        Hear(slot: 0, connection: 3, at: 9);

        if (fails)
        {
            _feed.Observer.OnError(error);
        }
        else
        {
            _feed.Observer.OnCompleted();
        }

        Assert.Single(_seen.Values);
        Assert.Equal(fails ? (error, false) : (null, true), (_seen.Error, _seen.IsCompleted));
        _seen.AssertGrammar();
    }

    [Fact]
    public void Ends_with_what_a_delegate_throws()
    {
        var error = new InvalidOperationException();
        using var subscription = _feed
            .DetectConnectionGaps(x => x.Feed, x => x.Slot, x => x.Connection == 2 ? throw error : x.Connection, x => x.At, _maxDelay, _clock).Subscribe(_seen);

        Hear(slot: 0, connection: 1, at: 1);
        Hear(slot: 0, connection: 2, at: 2);

        Assert.Same(error, _seen.Error);
        Assert.Equal(1, _feed.Unsubscribed);
    }

    [Fact]
    public void Stops_when_disposed_also_from_within_OnNext()
    {
        using var subscription = new SerialDisposable();
        var seen = new RecordingObserver<Gap<string>> { WhileReceiving = _ => subscription.Dispose() };
        subscription.Disposable = Apply(_feed).Subscribe(seen);

        for (var connection = 1; connection < 5; connection++)
        {
            Hear(slot: 0, connection, at: connection);
        }

        Assert.Single(seen.Values);
        Assert.Equal(1, _feed.Unsubscribed);
    }

    [Fact]
    public void Completes_with_an_empty_source()
    {
        using var subscription = Apply(Observable.Empty<Heard>()).Subscribe(_seen);

        Assert.True(_seen.IsCompleted);
        Assert.Empty(_seen.Values);
    }

    /// <summary>Whatever connections come and go: told is what remains when the time from first to last of each is crossed out.</summary>
    [Fact]
    public void Agrees_with_crossing_out_the_time_of_each_connection() =>
        Prop.ForAll<(byte Slot, byte Reconnects, byte Gap)[]>(given =>
        {
            var (told, heard) = Play(given, TimeSpan.FromDays(1));
            return told.Select(gap => (gap.From, gap.To)).Order().SequenceEqual(Uncovered(heard));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Covers_all_that_no_connection_covered_however_little_it_waits() =>
        Prop.ForAll<(byte Slot, byte Reconnects, byte Gap)[]>(given =>
        {
            var (told, heard) = Play(given, TimeSpan.FromSeconds(2));
            return Uncovered(heard).All(hole => told.Any(gap => gap.From <= hole.From && hole.To <= gap.To));
        }).QuickCheckThrowOnFailure();

    private static (IReadOnlyList<Gap<string>> Told, List<Heard> Heard) Play((byte Slot, byte Reconnects, byte Gap)[] given, TimeSpan maxDelay)
    {
        var (feed, clock, seen, heard, connections) =
            (new HandSource<Heard>(), new VirtualMarketClock(), new RecordingObserver<Gap<string>>(), new List<Heard>(), new[] { 0, 1, 2 });
        using var subscription = feed.DetectConnectionGaps(x => x.Feed, x => x.Slot, x => x.Connection, x => x.At, maxDelay, clock).Subscribe(seen);
        foreach (var (slot, reconnects, gap) in given.Select(one => (one.Slot % 3, one.Reconnects % 3 == 0, one.Gap % 4)))
        {
            clock.AdvanceTo(clock.Now.AddSeconds(gap));
            connections[slot] += reconnects ? 3 : 0;
            heard.Add(new("massive", slot, connections[slot], clock.Now));
            feed.Observer.OnNext(heard[^1]);
        }

        feed.Observer.OnCompleted();
        seen.AssertGrammar();
        return (seen.Values, heard);
    }

    private static List<(Timestamp From, Timestamp To)> Uncovered(List<Heard> heard)
    {
        var holes = new List<(Timestamp, Timestamp)>();
        var times = heard.Select(one => one.At).Distinct().ToList();
        foreach (var (from, to) in times.Zip(times.Skip(1)))
        {
            if (!heard.GroupBy(one => one.Connection).Any(connection => connection.Min(x => x.At) <= from && to <= connection.Max(x => x.At)))
            {
                holes.Add((from, to));
            }
        }

        return holes;
    }

    private static DateTimeOffset At(int seconds) => VirtualMarketClock.Open.AddSeconds(seconds);

    private IObservable<Gap<string>> Apply(IObservable<Heard> source, TimeSpan? maxDelay = null) =>
        source.DetectConnectionGaps(x => x.Feed, x => x.Slot, x => x.Connection, x => x.At, maxDelay ?? _maxDelay, _clock);

    private void Hear(int slot, int connection, int at, string feed = "massive")
    {
        if (_clock.Now < VirtualMarketClock.Open.AddSeconds(at))
        {
            _clock.AdvanceTo(VirtualMarketClock.Open.AddSeconds(at));
        }

        _feed.Observer.OnNext(new(feed, slot, connection, _clock.Now));
    }

    private sealed record Heard(string Feed, int Slot, int Connection, Timestamp At);
}
