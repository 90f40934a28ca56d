using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class ResequenceTests
{
    private static readonly TimeSpan _maxDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);

    private readonly HandSource<(char Key, long Sequence)> _feed = new();
    private readonly VirtualMarketClock _clock = new();
    private readonly LedgerStage _stage = new Ledger().Stage("resequence");
    private readonly RecordingObserver<(char Key, long Sequence)> _seen;

    public ResequenceTests() => _seen = new(_clock);

    [Fact]
    public void Refuses_arguments_that_make_no_sense()
    {
        Assert.Throws<ArgumentNullException>("source", () => default(IObservable<int>)!.Resequence(x => x, x => x, _maxDelay, 1, _clock));
        Assert.Throws<ArgumentNullException>("keyOf", () => _feed.Resequence<(char, long), int>(null!, x => x.Item2, _maxDelay, 1, _clock));
        Assert.Throws<ArgumentNullException>("sequenceOf", () => _feed.Resequence(x => x.Key, null!, _maxDelay, 1, _clock));
        Assert.Throws<ArgumentNullException>("clock", () => _feed.Resequence(x => x.Key, x => x.Sequence, _maxDelay, 1, null!));
        Assert.Throws<ArgumentOutOfRangeException>("maxDelay", () => Apply(maxDelay: TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>("maxHeld", () => Apply(maxHeld: 0));
        Assert.Throws<ArgumentOutOfRangeException>("late", () => Apply(late: (LateEvents)2));
        Assert.Throws<ArgumentOutOfRangeException>("late", () => Apply(late: (LateEvents)(-1)));
        Assert.Throws<ArgumentOutOfRangeException>("maxKeys", () => Apply(maxKeys: 0));
        Assert.Throws<ArgumentOutOfRangeException>("maxWaiting", () => Apply(maxWaiting: 0));
        Assert.NotNull(Apply(_tick, maxHeld: 1, LateEvents.Remove, maxKeys: 1, maxWaiting: 1));
    }

    [Fact]
    public void Lets_events_in_order_through_at_once()
    {
        using var subscription = Apply().Subscribe(_seen);

        Send(0, "A7", "A8", "B1", "A9", "B2");

        AssertSeen((0, "A7 A8 B1 A9 B2"));
    }

    [Fact]
    public void Holds_what_comes_before_its_turn_until_the_hole_is_filled()
    {
        using var subscription = Apply().Subscribe(_seen);

        Send(0, "A1", "A4", "A3", "B1");
        Assert.Equal(2, _stage.Snapshot().Held);
        Send(40, "A2");

        AssertSeen((0, "A1 B1"), (40, "A2 A3 A4"));
    }

    [Fact]
    public void Goes_on_past_a_hole_exactly_when_an_event_has_waited_long_enough()
    {
        using var subscription = Apply().Subscribe(_seen);
        Send(0, "A1", "A4");
        Send(30, "A3", "A6");

        _clock.AdvanceTo(VirtualMarketClock.Open + _maxDelay - _tick);
        AssertSeen((0, "A1"));

        _clock.AdvanceBy(_maxDelay);
        AssertSeen((0, "A1"), (100, "A3 A4"), (130, "A6"));
    }

    [Fact]
    public void Fills_a_hole_up_to_a_tick_before_the_wait_is_over()
    {
        using var subscription = Apply().Subscribe(_seen);
        Send(0, "A1", "A3");

        _clock.AdvanceTo(VirtualMarketClock.Open + _maxDelay - _tick);
        Send("A2");

        Assert.Equal([('A', 1), ('A', 2), ('A', 3)], _seen.Values);
    }

    [Fact]
    public void Takes_what_fills_the_hole_at_the_very_end_of_the_wait_as_late()
    {
        using var subscription = Apply().Subscribe(_seen);
        Send(0, "A1", "A3");

        _clock.Sleep(_maxDelay); // the timer has not run yet
        Send("A2");

        AssertSeen((0, "A1"), (100, "A3 A2"));
    }

    [Fact]
    public void Lets_a_late_event_out_at_once_out_of_order()
    {
        using var subscription = Apply().Subscribe(_seen);

        Send(0, "A5", "A3", "A6", "A8");
        Send(100, "A7");

        AssertSeen((0, "A5 A3 A6"), (100, "A8 A7"));
    }

    [Fact]
    public void Removes_a_late_event_where_told_to_so_that_order_is_never_breached()
    {
        using var subscription = Apply(late: LateEvents.Remove).Subscribe(_seen);

        Send(0, "A5", "A4", "A6");

        AssertSeen((0, "A5 A6"));
        Assert.Equal((3, 2, 1), (_stage.Snapshot().Received, _stage.Snapshot().Emitted, _stage.Snapshot().Removed(RemovalReason.Expired)));
    }

    [Theory]
    [InlineData(LateEvents.Emit)]
    [InlineData(LateEvents.Remove)]
    public void Removes_no_repeat_of_the_last_one_or_of_one_that_is_held(LateEvents late)
    {
        using var subscription = Apply(late: late).Subscribe(_seen);

        Send(0, "A1", "A1", "A3", "A3", "A2");

        AssertSeen((0, "A1 A1 A2 A3 A3"));
    }

    [Fact]
    public void Lets_the_one_held_longest_go_where_one_more_comes_than_may_be_held()
    {
        using var subscription = Apply(maxHeld: 3).Subscribe(_seen);

        Send(0, "A1", "B1", "A5", "B3", "A3");
        AssertSeen((0, "A1 B1"));
        Send(10, "B4");

        AssertSeen((0, "A1 B1"), (10, "A3 A5"));
        Assert.Equal(2, _stage.Snapshot().Held);
    }

    [Fact]
    public void Lets_go_what_a_forgotten_key_held_and_begins_anew_with_it()
    {
        using var subscription = Apply(maxKeys: 2).Subscribe(_seen);

        Send(0, "A1", "A3", "B1", "C1", "A9", "A2");

        AssertSeen((0, "A1 B1 A3 C1 A9 A2"));
    }

    [Fact]
    public void Counts_to_the_ends_of_what_can_be_counted()
    {
        var numbers = new HandSource<long>();
        var seen = new RecordingObserver<long>(_clock);
        using var subscription = numbers.Resequence(_ => 0, x => x, TimeSpan.MaxValue, maxHeld: 8, _clock).Subscribe(seen);

        foreach (var number in new[] { long.MinValue, long.MaxValue, long.MinValue + 1, long.MaxValue - 1 })
        {
            numbers.Observer.OnNext(number);
        }

        Assert.Equal([long.MinValue, long.MinValue + 1], seen.Values);
        numbers.Observer.OnCompleted();
        Assert.Equal([long.MinValue, long.MinValue + 1, long.MaxValue - 1, long.MaxValue], seen.Values);
    }

    [Fact]
    public void Reads_key_and_sequence_once_per_event()
    {
        var (keys, sequences) = (0, 0);
        using var subscription = _feed.Resequence(x => (++keys, x.Key).Key, x => (++sequences, x.Sequence).Sequence, _maxDelay, 1, _clock).Subscribe(_seen);

        Send(0, "A1", "A3", "A2");

        Assert.Equal((3, 3), (keys, sequences));
    }

    private IObservable<(char Key, long Sequence)> Apply(
        TimeSpan? maxDelay = null, int maxHeld = 100, LateEvents late = LateEvents.Emit, int maxKeys = 100, int maxWaiting = 100) =>
        _feed.Resequence(x => x.Key, x => x.Sequence, maxDelay ?? _maxDelay, maxHeld, _clock, _stage, late, maxKeys, maxWaiting);

    private void Send(int at, params string[] events)
    {
        _clock.AdvanceTo(VirtualMarketClock.Open.AddMilliseconds(at));
        Send(events);
    }

    private void Send(params string[] events) => Array.ForEach(events, text => _feed.Observer.OnNext((text[0], text[1] - '0')));

    private void AssertSeen(params (int At, string Events)[] expected)
    {
        Assert.Equal(
            expected.SelectMany(batch => batch.Events.Split(' ').Select(text => (text, batch.At))),
            _seen.Received.Select(one => ($"{one.Value.Key}{one.Value.Sequence}", (int)(one.At - VirtualMarketClock.Open).TotalMilliseconds)));
        _seen.AssertGrammar();
        Assert.Equal(0, _stage.Snapshot().Imbalance);
    }
}
