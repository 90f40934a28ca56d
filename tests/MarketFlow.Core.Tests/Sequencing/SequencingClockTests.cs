using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using MarketFlow.Testing;
using Microsoft.Reactive.Testing;

namespace MarketFlow.Tests;

/// <summary>Clocks that stand far from today, and spans that end beyond the calendar.</summary>
public sealed class SequencingClockTests
{
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(10);
    private readonly TestScheduler _yearOne = new();
    private readonly Subject<int> _feed = new();

    [Fact]
    public void Reports_gaps_in_year_1_with_event_times_as_near_as_they_can_be()
    {
        RecordingObserver<Gap<int>> seen = new();
        using var subscription = _feed.DetectGaps(_ => 0, x => x, _yearOne, maxDelay: _wait).Subscribe(seen);

        _feed.OnNext(1);
        _feed.OnNext(3);
        _yearOne.AdvanceBy(_wait.Ticks);
        _feed.OnNext(2);

        var at = DateTimeOffset.MinValue + _wait;
        Gap<int> gap = new(0, Timestamp.MinValue, Timestamp.MinValue, at, First: 2, Last: 2, Missing: 1);
        Assert.Equal([gap, gap with { Missing = 0, ClosedAt = at }], seen.Values);
    }

    [Fact]
    public void Reports_gaps_at_the_end_of_the_calendar_with_event_times_as_near_as_they_can_be()
    {
        HistoricalScheduler clock = new(DateTimeOffset.MaxValue.AddTicks(-1));
        RecordingObserver<Gap<int>> seen = new();
        using var subscription = _feed.DetectGaps(_ => 0, x => x, clock).Subscribe(seen);

        _feed.OnNext(1);
        _feed.OnNext(3);

        Assert.Equal([new(0, Timestamp.MaxValue, Timestamp.MaxValue, clock.Now, First: 2, Last: 2, Missing: 1)], seen.Values);
    }

    [Fact]
    public void Reports_silences_in_year_1()
    {
        RecordingObserver<Silence<int>> seen = new();
        using var subscription = _feed.DetectSilence(x => x, _wait, _yearOne).Subscribe(seen);

        _feed.OnNext(7);
        _yearOne.AdvanceBy(_wait.Ticks);
        _feed.OnNext(7);

        var at = DateTimeOffset.MinValue + _wait;
        Assert.Equal([new(7, DateTimeOffset.MinValue, at), new(7, DateTimeOffset.MinValue, at, at)], seen.Values);
    }

    [Fact]
    public void Reports_gaps_between_connections_in_year_1()
    {
        RecordingObserver<Gap<int>> seen = new();
        using var subscription = _feed.DetectConnectionGaps(_ => 0, x => x % 2, x => x, x => Timestamp.FromUnixMilliseconds(x), _wait, _yearOne).Subscribe(seen);

        _feed.OnNext(1);
        _feed.OnNext(2);
        _yearOne.AdvanceBy(_wait.Ticks);

        Assert.Equal([new(0, Timestamp.FromUnixMilliseconds(1), Timestamp.FromUnixMilliseconds(2), DateTimeOffset.MinValue + _wait)], seen.Values);
    }

    public static TheoryData<DateTimeOffset> Starts => [DateTimeOffset.MinValue, VirtualMarketClock.Open, DateTimeOffset.MaxValue.AddDays(-2), DateTimeOffset.MaxValue.AddTicks(-1), DateTimeOffset.MaxValue];

    /// <summary>Spans without an end: nothing throws, nothing goes out before the end, and all does then.</summary>
    [Theory]
    [MemberData(nameof(Starts))]
    public void Never_ends_a_span_that_ends_beyond_the_calendar(DateTimeOffset start)
    {
        HistoricalScheduler clock = new(start);
        RecordingObserver<object> seen = new();
        var span = TimeSpan.MaxValue;
        using var conflated = _feed.Conflate(_ => 0, span, clock).Subscribe(x => seen.OnNext(x));
        using var resequenced = _feed.Resequence(_ => 0, x => x, span, 10, clock).Subscribe(x => seen.OnNext(x));
        using var gaps = _feed.DetectGaps(_ => 0, x => x, clock, maxDelay: span).Subscribe(seen.OnNext);
        using var silences = _feed.DetectSilence(_ => 0, span, clock, known: [0, 1]).Subscribe(seen.OnNext);
        using var connections = _feed.DetectConnectionGaps(_ => 0, x => x % 2, x => x, x => Timestamp.FromUnixMilliseconds(x < 3 ? 0 : x), span, clock).Subscribe(seen.OnNext);

        Array.ForEach([1, 2, 5], _feed.OnNext);
        clock.AdvanceTo(start > DateTimeOffset.MaxValue.AddDays(-1) ? start : start.AddDays(1));
        if (start != DateTimeOffset.MaxValue)
        {
            Assert.Equal([1, 1, 2], seen.Values); // the first of Conflate, and two of Resequence
        }

        _feed.OnCompleted();
        Assert.Equal(2, seen.Values.Count(value => value is 5));
        Assert.Equal((2, 0), (seen.Values.Count(value => value is Gap<int>), seen.Values.Count(value => value is Silence<int>)));
    }

    [Fact]
    public void Conflates_up_to_the_last_tick_of_the_calendar()
    {
        HistoricalScheduler clock = new(DateTimeOffset.MaxValue - (2 * _wait));
        RecordingObserver<int> seen = new(clock);
        using var subscription = _feed.Conflate(_ => 0, _wait, clock).Subscribe(seen);

        _feed.OnNext(1);
        _feed.OnNext(2);
        clock.AdvanceBy(_wait + TimeSpan.FromTicks(1));
        _feed.OnNext(3);
        clock.AdvanceTo(DateTimeOffset.MaxValue);
        _feed.OnCompleted();

        Assert.Equal([1, 2, 3], seen.Values);
        Assert.Equal(DateTimeOffset.MaxValue - _wait, seen.Received[1].At);
    }
}
