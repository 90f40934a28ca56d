using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class LaneTests : IDisposable
{
    private readonly VirtualMarketClock _clock = new();
    private readonly Subject<string> _feed = new();
    private readonly RecordingObserver<string> _seen = new();
    private readonly LedgerStage _stage = new Ledger().Stage("lane");
    private IDisposable? _subscription;

    [Fact]
    public void Drops_the_oldest_when_full()
    {
        Open(_feed.InLane(Options(Overflow.DropOldest, capacity: 2), stage: _stage));

        Push("a", "b", "c");

        AssertSeen("b", "c");
        AssertAccount(received: 3, emitted: 2, RemovalReason.Overflow, removed: 1);
    }

    [Fact]
    public void Loses_nothing_at_exactly_its_capacity()
    {
        Open(_feed.InLane(Options(Overflow.DropOldest, capacity: 3), stage: _stage));

        Push("a", "b", "c");

        AssertSeen("a", "b", "c");
        AssertAccount(received: 3, emitted: 3, RemovalReason.Overflow, removed: 0);
    }

    [Fact]
    public void Drops_the_newest_when_full()
    {
        Open(_feed.InLane(Options(Overflow.DropNewest, capacity: 2), stage: _stage));

        Push("a", "b", "c");

        AssertSeen("a", "b");
        AssertAccount(received: 3, emitted: 2, RemovalReason.Overflow, removed: 1);
    }

    [Fact]
    public void Ends_with_an_error_that_names_it_when_full_and_nothing_may_be_lost_but_emits_what_waits_first()
    {
        Open(_feed.InLane(Options(Overflow.Fail, capacity: 2), stage: _stage));

        Push("a", "b", "c", "d");

        AssertSeen("a", "b");
        Assert.Equal("Lane \"tick\" is full: 2 events wait, and it may not lose any (Overflow is Fail).", Assert.IsType<LaneOverflowException>(_seen.Error).Message);
        Assert.False(_feed.HasObservers);
        AssertAccount(received: 3, emitted: 2, RemovalReason.Overflow, removed: 1);
    }

    [Fact]
    public void Keeps_only_the_latest_of_each_key_when_full_and_puts_it_where_it_arrived()
    {
        Open(ByFirstLetter(capacity: 4));

        Push("a1", "b1", "a2", "c1", "b2");

        AssertSeen("a2", "c1", "b2");
        AssertAccount(received: 5, emitted: 3, RemovalReason.Conflated, removed: 2);
    }

    [Fact]
    public void Conflates_nothing_before_it_is_full()
    {
        Open(ByFirstLetter(capacity: 4));

        Push("a1", "a2", "a3", "a4");

        AssertSeen("a1", "a2", "a3", "a4");
    }

    [Fact]
    public void Goes_on_conflating_until_it_is_empty_and_then_stops()
    {
        Open(ByFirstLetter(capacity: 3));

        Push("a1", "a2", "b1", "b2", "a3");
        Push("a4", "a5", "a6");

        AssertSeen("b2", "a3", "a4", "a5", "a6");
    }

    [Fact]
    public void Drops_the_oldest_when_full_and_nothing_of_the_key_waits()
    {
        Open(ByFirstLetter(capacity: 2));

        Push("a1", "b1", "c1");

        AssertSeen("b1", "c1");
        AssertAccount(received: 3, emitted: 2, RemovalReason.Overflow, removed: 1);
    }

    [Fact]
    public void Forgets_the_key_of_what_it_dropped()
    {
        Open(ByFirstLetter(capacity: 2));

        Push("a1", "b1", "c1", "a2");

        AssertSeen("c1", "a2");
        AssertAccount(received: 4, emitted: 2, RemovalReason.Overflow, removed: 2);
    }

    [Fact]
    public void Removes_the_newcomer_where_it_does_not_replace_what_waits()
    {
        Open(_feed.InLane(Options(Overflow.DropOldest, 3), stage: _stage).ConflatedBy(text => text[0], replaces: (kept, next) => next[1] >= kept[1]));

        Push("a3", "a1", "b1", "a2", "a4", "b0"); // full at a2

        AssertSeen("b1", "a4");
        AssertAccount(received: 6, emitted: 2, RemovalReason.Conflated, removed: 4);
    }

    [Fact]
    public void Never_conflates_what_may_not_be()
    {
        Open(_feed.InLane(Options(Overflow.DropOldest, capacity: 3), stage: _stage).ConflatedBy(text => text[0], text => text[0] == 'q'));

        Push("t1", "q1", "t2", "q2", "t3");

        AssertSeen("t2", "q2", "t3");
        Assert.Equal(1, _stage.Snapshot().Removed(RemovalReason.Conflated));
        Assert.Equal(1, _stage.Snapshot().Removed(RemovalReason.Overflow));
        Assert.Equal(0, _stage.Snapshot().Imbalance);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Emits_what_is_as_old_as_allowed_and_removes_what_is_older(long ticksTooOld, bool isEmitted)
    {
        var receivedAt = _clock.Now;
        Open(_feed.InLane(Options(Overflow.DropOldest, 10) with { MaxAge = TimeSpan.FromSeconds(120) }, _ => receivedAt, _stage));

        // The clock stands still while the event waits for it: nothing runs until the clock is moved.
        _clock.AdvanceBy(TimeSpan.FromSeconds(120) + TimeSpan.FromTicks(ticksTooOld));
        Push("a");

        AssertSeen(isEmitted ? ["a"] : []);
        AssertAccount(received: 1, emitted: isEmitted ? 1 : 0, RemovalReason.Expired, removed: isEmitted ? 0 : 1);
    }

    [Fact]
    public void Takes_several_sources_and_completes_when_all_of_them_have()
    {
        using Subject<string> other = new();
        Open(new[] { _feed, other }.InLane(Options(Overflow.DropOldest, capacity: 10), stage: _stage));

        _feed.OnNext("a");
        other.OnNext("b");
        _feed.OnCompleted();
        Push();
        Assert.False(_seen.HasEnded);
        other.OnCompleted();
        Push();

        AssertSeen("a", "b");
        Assert.True(_seen.IsCompleted);
    }

    [Fact]
    public void Tells_how_many_wait_and_how_many_waited_at_most()
    {
        var lane = _feed.InLane(Options(Overflow.DropOldest, capacity: 10));
        Open(lane);

        _feed.OnNext("a");
        _feed.OnNext("b");
        Assert.Equal((2, 2), (lane.State.Waiting, lane.State.HighWater));

        _clock.RunDue();
        Assert.Equal((0, 2), (lane.State.Waiting, lane.State.HighWater));
    }

    [Fact]
    public void Removes_what_waits_as_shutdown_when_the_subscription_ends()
    {
        Open(_feed.InLane(Options(Overflow.DropOldest, capacity: 10), stage: _stage));

        _feed.OnNext("a");
        _feed.OnNext("b");
        _subscription!.Dispose();
        _clock.RunDue();

        AssertSeen();
        AssertAccount(received: 2, emitted: 0, RemovalReason.Shutdown, removed: 2);
    }

    [Fact]
    public void Refuses_bad_options_by_name_value_and_what_is_allowed()
    {
        Assert.Contains("Lane \"tick\": Capacity is 0; must be at least 1.", Refused(new() { Name = "tick", Capacity = 0 }), StringComparison.Ordinal);
        Assert.Contains("Lane \"tick\": MaxAge is 00:00:00; must be above zero.", Refused(Options(Overflow.DropOldest, 1) with { MaxAge = TimeSpan.Zero }), StringComparison.Ordinal);
        Assert.Contains("Lane \"tick\": Overflow is 7; must be one of DropOldest", Refused(Options((Overflow)7, 1)), StringComparison.Ordinal);
        Assert.Contains("without a key; use ConflatedBy", Refused(Options(Overflow.Conflate, 1)), StringComparison.Ordinal);
        Assert.Contains("Name is empty", Refused(new() { Name = "", Capacity = 1 }), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => ((IObservable<string>)null!).InLane(Options(Overflow.DropOldest, 1)));
        Assert.Throws<ArgumentNullException>(() => _feed.InLane(null!));
        Assert.Throws<ArgumentNullException>(() => _feed.InLane(Options(Overflow.DropOldest, 1)).ConflatedBy<string>(null!));

        string Refused(LaneOptions options) => Assert.Throws<ArgumentException>(() => _feed.InLane(options)).Message;
    }

    public void Dispose()
    {
        _subscription?.Dispose();
        _feed.Dispose();
    }

    private static LaneOptions Options(Overflow overflow, int capacity) => new() { Name = "tick", Capacity = capacity, Overflow = overflow };

    private Lane<string> ByFirstLetter(int capacity) =>
        _feed.InLane(Options(Overflow.DropOldest, capacity), stage: _stage).ConflatedBy(text => text[0]);

    private void Open(Lane<string> lane) => _subscription = FlowOperators.PriorityMerge([lane], _clock).Subscribe(_seen);

    private void Push(params string[] values)
    {
        Array.ForEach(values, _feed.OnNext);
        _clock.RunDue();
    }

    private void AssertSeen(params string[] values)
    {
        _seen.AssertGrammar();
        Assert.Equal(values, _seen.Values);
    }

    private void AssertAccount(long received, long emitted, RemovalReason reason, long removed)
    {
        var account = _stage.Snapshot();
        Assert.Equal((received, emitted, removed, 0L), (account.Received, account.Emitted, account.Removed(reason), account.Held));
        Assert.Equal(0, account.Imbalance);
    }
}
