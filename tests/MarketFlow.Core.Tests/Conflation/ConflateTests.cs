using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class ConflateTests
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);

    private readonly Subject<string> _feed = new();
    private readonly VirtualMarketClock _clock = new();
    private readonly LedgerStage _stage = new Ledger().Stage("conflate");
    private readonly RecordingObserver<string> _seen;

    public ConflateTests() => _seen = new(_clock);

    [Fact]
    public void Refuses_arguments_that_make_no_sense()
    {
        Assert.Throws<ArgumentNullException>("source", () => default(IObservable<int>)!.Conflate(x => x, _interval, _clock));
        Assert.Throws<ArgumentNullException>("keyOf", () => _feed.Conflate<string, int>(null!, _interval, _clock));
        Assert.Throws<ArgumentNullException>("clock", () => _feed.Conflate(x => x, _interval, null!));
        Assert.Throws<ArgumentOutOfRangeException>("interval", () => _feed.Conflate(x => x, TimeSpan.Zero, _clock));
        Assert.Throws<ArgumentOutOfRangeException>("interval", () => _feed.Conflate(x => x, -_tick, _clock));
        Assert.NotNull(_feed.Conflate(x => x, _tick, _clock));
    }

    [Fact]
    public void Lets_the_first_event_of_a_key_through_at_once()
    {
        using var subscription = Subscribe();

        _feed.OnNext("A1");

        AssertSeen(("A1", 0));
    }

    [Fact]
    public void Lets_the_newest_held_event_go_exactly_when_the_interval_is_over()
    {
        using var subscription = Subscribe();

        Send("A1", at: 0);
        Send("A2", at: 10);
        Send("A3", at: 60);
        _clock.AdvanceTo(VirtualMarketClock.Open + _interval - _tick);
        AssertSeen(("A1", 0));
        _clock.AdvanceBy(_tick);

        AssertSeen(("A1", 0), ("A3", 100));
    }

    [Fact]
    public void Keeps_holding_what_a_late_event_does_not_replace()
    {
        using var subscription = _feed.Conflate(x => x[..1], _interval, _clock, _stage, replaces: (held, next) => next[1] >= held[1]).Subscribe(_seen);

        Send("A1", at: 0);
        Send("A7", at: 10);
        Send("A5", at: 60);
        _clock.AdvanceTo(VirtualMarketClock.Open + _interval);

        AssertSeen(("A1", 0), ("A7", 100));
        Assert.Equal((1, 0), (_stage.Snapshot().Removed(RemovalReason.Conflated), _stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Starts_a_new_interval_with_each_event_that_goes_out()
    {
        using var subscription = Subscribe();

        Send("A1", at: 0);
        Send("A2", at: 90);
        Send("A3", at: 110);
        Send("A4", at: 190);
        _clock.AdvanceBy(_interval * 5);

        AssertSeen(("A1", 0), ("A2", 100), ("A4", 200));
    }

    [Fact]
    public void Holds_an_event_that_comes_one_tick_before_the_interval_is_over()
    {
        using var subscription = Subscribe();

        _feed.OnNext("A1");
        _clock.AdvanceBy(_interval - _tick);
        _feed.OnNext("A2");
        AssertSeen(("A1", 0));
        _clock.AdvanceBy(_tick);

        AssertSeen(("A1", 0), ("A2", 100));
    }

    [Fact]
    public void Lets_an_event_through_at_once_that_comes_when_the_interval_is_over()
    {
        using var subscription = Subscribe();

        _feed.OnNext("A1");
        _clock.AdvanceBy(_interval);
        _feed.OnNext("A2");

        AssertSeen(("A1", 0), ("A2", 100));
    }

    [Fact]
    public void Lets_the_held_event_go_before_one_that_arrives_at_that_very_time()
    {
        using var subscription = Subscribe();

        Send("A1", at: 0);
        Send("A2", at: 50);
        _clock.Sleep(TimeSpan.FromMilliseconds(50)); // it is 100 ms now, and the timer has not run yet
        _feed.OnNext("A3");
        AssertSeen(("A1", 0), ("A2", 100));
        _clock.AdvanceBy(_interval);

        AssertSeen(("A1", 0), ("A2", 100), ("A3", 200));
    }

    [Fact]
    public void Counts_the_interval_from_when_a_late_timer_let_the_event_go()
    {
        using var subscription = Subscribe();

        Send("A1", at: 0);
        Send("A2", at: 50);
        _clock.Sleep(TimeSpan.FromMilliseconds(80));
        _clock.RunDue();
        _feed.OnNext("A3");
        _clock.AdvanceBy(_interval);

        AssertSeen(("A1", 0), ("A2", 130), ("A3", 230));
    }

    [Fact]
    public void Keeps_keys_apart()
    {
        using var subscription = Subscribe();

        Send("A1", at: 0);
        Send("A2", at: 10);
        Send("B1", at: 20);
        Send("B2", at: 30);
        _clock.AdvanceBy(_interval * 2);

        AssertSeen(("A1", 0), ("B1", 20), ("A2", 100), ("B2", 120));
    }

    [Fact]
    public void Wakes_for_an_earlier_event_that_was_held_later()
    {
        using var subscription = Subscribe();

        Send("A1", at: 0);
        Send("B1", at: 20);
        Send("B2", at: 30);
        Send("A2", at: 40);
        _clock.AdvanceBy(_interval * 2);

        AssertSeen(("A1", 0), ("B1", 20), ("A2", 100), ("B2", 120));
    }

    [Fact]
    public void Lets_keys_go_that_are_due_at_once_in_the_order_in_which_they_began_to_hold()
    {
        using var subscription = Subscribe();

        Send("A1", at: 0);
        Send("B1", at: 0);
        Send("C1", at: 0);
        Send("C2", at: 10);
        Send("A2", at: 20);
        Send("B2", at: 30);
        Send("C3", at: 40); // takes the place of C2, and its turn
        _clock.AdvanceBy(_interval);

        AssertSeen(("A1", 0), ("B1", 0), ("C1", 0), ("C3", 100), ("A2", 100), ("B2", 100));
    }

    [Fact]
    public void Tells_keys_apart_as_the_comparer_does()
    {
        using var subscription = _feed.Conflate(x => x[..1], _interval, _clock, comparer: StringComparer.OrdinalIgnoreCase).Subscribe(_seen);

        Send("A1", at: 0);
        Send("a2", at: 10);

        AssertSeen(("A1", 0));
    }

    [Fact]
    public void Gives_each_subscription_its_own_state()
    {
        var conflated = _feed.Conflate(x => x[..1], _interval, _clock);
        var other = new RecordingObserver<string>(_clock);
        using var first = conflated.Subscribe(_seen);
        _feed.OnNext("A1");
        using var second = conflated.Subscribe(other);
        _feed.OnNext("A2");

        Assert.Equal(["A1"], _seen.Values);
        Assert.Equal(["A2"], other.Values);
    }

    private IDisposable Subscribe() => _feed.Conflate(x => x[..1], _interval, _clock, _stage).Subscribe(_seen);

    private void Send(string value, int at)
    {
        _clock.AdvanceTo(VirtualMarketClock.Open.AddMilliseconds(at));
        _feed.OnNext(value);
    }

    private void AssertSeen(params (string Value, int At)[] expected)
    {
        Assert.Equal(expected, _seen.Received.Select(seen => (seen.Value, (int)(seen.At - VirtualMarketClock.Open).TotalMilliseconds)));
        _seen.AssertGrammar();
    }
}
