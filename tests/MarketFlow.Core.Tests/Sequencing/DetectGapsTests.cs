using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class DetectGapsTests
{
    private static readonly TimeSpan _maxDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);

    private readonly HandSource<(char Key, long? Sequence)> _feed = new();
    private readonly VirtualMarketClock _clock = new();
    private readonly RecordingObserver<Gap<char>> _seen;

    public DetectGapsTests() => _seen = new(_clock);

    [Fact]
    public void Refuses_arguments_that_make_no_sense()
    {
        Assert.Throws<ArgumentNullException>("source", () => default(IObservable<int>)!.DetectGaps(x => x, x => x, _clock));
        Assert.Throws<ArgumentNullException>("keyOf", () => _feed.DetectGaps<(char, long?), int>(null!, x => x.Item2, _clock));
        Assert.Throws<ArgumentNullException>("sequenceOf", () => _feed.DetectGaps(x => x.Key, null!, _clock));
        Assert.Throws<ArgumentNullException>("clock", () => _feed.DetectGaps(x => x.Key, x => x.Sequence, null!));
        Assert.Throws<ArgumentOutOfRangeException>("maxDelay", () => Apply(maxDelay: -_tick));
        Assert.Throws<ArgumentOutOfRangeException>("maxOpenPerKey", () => Apply(maxOpen: 0));
        Assert.Throws<ArgumentOutOfRangeException>("maxKeys", () => Apply(maxKeys: 0));
        Assert.NotNull(Apply(TimeSpan.Zero, maxOpen: 1, maxKeys: 1));
    }

    [Fact]
    public void Tells_nothing_of_a_count_without_holes()
    {
        using var subscription = Apply().Subscribe(_seen);

        Send(0, "A5", "B1", "A6", "B2", "A7");

        Assert.Empty(_seen.Values);
    }

    [Fact]
    public void Tells_a_jump_at_once_with_the_times_around_it()
    {
        using var subscription = Apply().Subscribe(_seen);

        Send(10, "A1");
        Send(30, "A5");
        Send(40, "A6");

        Assert.Equal([new('A', At(10), At(30), At(30), First: 2, Last: 4, Missing: 3)], _seen.Values);
    }

    [Fact]
    public void Takes_the_times_around_it_from_the_events_where_they_have_some()
    {
        using var subscription = _feed.DetectGaps(x => x.Key, x => x.Sequence, _clock, x => At((int)x.Sequence! * 10)).Subscribe(_seen);

        Send(500, "A1", "A3");

        Assert.Equal([new('A', At(10), At(30), At(500), First: 2, Last: 2, Missing: 1)], _seen.Values);
    }

    [Fact]
    public void Tells_no_gap_that_ends_before_it_begins_where_times_step_back()
    {
        using var subscription = _feed.DetectGaps(x => x.Key, x => x.Sequence, _clock, x => At(-(int)x.Sequence!)).Subscribe(_seen);

        Send(0, "A1", "A3");

        Assert.Equal<(Timestamp, Timestamp)>((At(-3), At(-1)), (_seen.Values[0].From, _seen.Values[0].To));
    }

    [Fact]
    public void Takes_repeats_and_steps_back_for_no_gaps_and_events_without_a_sequence_for_none_at_all()
    {
        using var subscription = Apply().Subscribe(_seen);

        Send(0, "A5", "A5", "A2", "A-", "A6");

        Assert.Empty(_seen.Values);
    }

    [Fact]
    public void Tells_once_more_when_all_that_was_missing_has_come()
    {
        using var subscription = Apply().Subscribe(_seen);
        var gap = new Gap<char>('A', At(0), At(0), At(0), First: 2, Last: 4, Missing: 3);

        Send(0, "A1", "A5");
        Send(10, "A3", "A3", "A4");
        Assert.Equal([gap], _seen.Values);
        Send(20, "A2");
        Send(30, "A2", "A3");

        Assert.Equal([gap, gap with { Missing = 0, ClosedAt = At(20) }], _seen.Values);
        Assert.True(_seen.Values[1].IsClosed);
    }

    [Fact]
    public void Waits_for_what_comes_out_of_order_and_tells_what_is_missing_then()
    {
        using var subscription = Apply(_maxDelay).Subscribe(_seen);
        Send(0, "A1", "A3", "A8");
        Send(50, "A2", "A6");

        _clock.AdvanceTo(VirtualMarketClock.Open + _maxDelay - _tick);
        Assert.Empty(_seen.Values);
        _clock.AdvanceBy(_tick);

        Assert.Equal([new('A', At(0), At(0), At(100), First: 4, Last: 7, Missing: 3)], _seen.Values);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 2)]
    public void Takes_what_comes_at_the_very_end_of_the_wait_as_missing_and_then_closes(int ticks, int told)
    {
        using var subscription = Apply(_maxDelay).Subscribe(_seen);
        Send(0, "A1", "A3");

        _clock.Sleep(_maxDelay + TimeSpan.FromTicks(ticks)); // the timer has not run yet
        _feed.Observer.OnNext(('A', 2));
        _clock.AdvanceBy(_maxDelay);

        Assert.Equal(told, _seen.Values.Count);
    }

    [Fact]
    public void Forgets_the_oldest_gap_that_was_told_where_there_are_too_many()
    {
        using var subscription = Apply(maxOpen: 2).Subscribe(_seen);

        Send(0, "A1", "A3", "A5", "A7", "A2", "A4", "A6");

        Assert.Equal([(2, 1), (4, 1), (6, 1), (4, 0), (6, 0)], _seen.Values.Select(gap => ((int)gap.First!, (int)gap.Missing!)));
    }

    [Fact]
    public void Tells_as_one_what_is_too_many_gaps_to_wait_with()
    {
        using var subscription = Apply(_maxDelay, maxOpen: 1).Subscribe(_seen);

        Send(0, "A1", "A3");
        Send(10, "A5");
        _clock.AdvanceBy(_maxDelay);

        Assert.Equal([new('A', At(0), At(10), At(100), First: 2, Last: 4, Missing: 2)], _seen.Values);
    }

    [Fact]
    public void Tells_what_a_forgotten_key_misses_and_begins_anew_with_it()
    {
        using var subscription = Apply(_maxDelay, maxKeys: 1).Subscribe(_seen);

        Send(0, "A1", "A3", "A5");
        Send(10, "B1", "A9");

        Assert.Equal([(2, At(10)), (4, At(10))], _seen.Values.Select(gap => ((int)gap.First!, gap.DetectedAt)));
    }

    [Fact]
    public void Counts_to_the_ends_of_what_can_be_counted()
    {
        using var subscription = Apply().Subscribe(_seen);

        _feed.Observer.OnNext(('A', long.MinValue));
        _feed.Observer.OnNext(('A', long.MaxValue));

        Assert.Equal([(long.MinValue + 1, long.MaxValue - 1, long.MaxValue)], _seen.Values.Select(gap => (gap.First!.Value, gap.Last!.Value, gap.Missing!.Value)));
    }

    [Fact]
    public void Allocates_nothing_for_an_event_that_leaves_no_hole()
    {
        using var subscription = Apply().Subscribe(_seen);
        SendRounds(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        SendRounds(1_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void SendRounds(int rounds)
        {
            for (var sequence = 0; sequence < rounds; sequence++)
            {
                _feed.Observer.OnNext(('A', sequence));
                _feed.Observer.OnNext(('B', sequence));
            }
        }
    }

    private static DateTimeOffset At(int milliseconds) => VirtualMarketClock.Open.AddMilliseconds(milliseconds);

    private IObservable<Gap<char>> Apply(TimeSpan maxDelay = default, int maxOpen = 64, int maxKeys = 100) =>
        _feed.DetectGaps(x => x.Key, x => x.Sequence, _clock, maxDelay: maxDelay, maxOpenPerKey: maxOpen, maxKeys: maxKeys);

    private void Send(int at, params string[] events)
    {
        if (_clock.Now < VirtualMarketClock.Open.AddMilliseconds(at))
        {
            _clock.AdvanceTo(VirtualMarketClock.Open.AddMilliseconds(at));
        }

        Array.ForEach(events, text => _feed.Observer.OnNext((text[0], text[1] == '-' ? null : text[1] - '0')));
    }
}
