using MarketFlow.Testing;
using static MarketFlow.Tests.TestBars;

namespace MarketFlow.Tests;

/// <summary>What all detectors of bars promise where something of the caller's throws, and at the ends of time.</summary>
public sealed class BarDetectorFailureTests
{
    private readonly HandSource<Bar> _feed = new();
    private readonly RecordingObserver<Detection> _seen = new();
    private readonly LedgerStage _stage = new Ledger().Stage("detect");

    public static TheoryData<string> Detectors => ["surge", "move", "extreme", "gap"];

    public static TheoryData<string> WithCalendar => ["surge", "extreme"];

    /// <summary>Ten calm bars, and one in which each detector finds something.</summary>
    private static IReadOnlyList<Bar> Bars =>
        [.. Enumerable.Range(0, 10).Select(minute => Bar(minute, high: 100.5m, low: 99.5m)), Bar(10, open: 101, close: 104, volume: 1_000)];

    [Theory]
    [MemberData(nameof(WithCalendar))]
    public void Ends_with_what_the_calendar_throws(string detector)
    {
        Detect(detector, new(_ => throw new FormatException())).Subscribe(_seen);
        Send(Bars);

        AssertEndedWith<FormatException>();
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Ends_with_an_error_at_a_null_symbol(string detector)
    {
        Detect(detector, MarketCalendar.AroundTheClock).Subscribe(_seen);
        Send(Bars.Select(bar => bar with { Symbol = null! }));

        AssertEndedWith<ArgumentNullException>();
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Leaves_what_its_consumer_throws_to_the_producer(string detector)
    {
        RecordingObserver<Detection> consumer = new() { WhileReceiving = _ => throw new FormatException() };
        Detect(detector, MarketCalendar.AroundTheClock).Subscribe(consumer);
        Send(Bars.SkipLast(1));

        Assert.Throws<FormatException>(() => Send([Bars[^1]]));

        Assert.Null(consumer.Error);
        Assert.Equal(1, _feed.Unsubscribed);
        Assert.Equal((1, 0), (_stage.Snapshot().Emitted, _stage.Snapshot().Imbalance));
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Finds_the_same_at_the_ends_of_time(string detector)
    {
        foreach (var end in new[] { Timestamp.MinValue, Timestamp.MaxValue })
        {
            var start = end == Timestamp.MinValue ? end : end + (-10 * Minute);
            RecordingObserver<Detection> seen = new();
            using var subscription = Detect(detector, MarketCalendar.AroundTheClock).Subscribe(seen);
            Send(Bars.Select((bar, number) => bar with { Time = start + (number * Minute) }));

            Assert.Equal(start + (10 * Minute), Assert.Single(seen.Values).Time);
        }
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Goes_on_whatever_the_time_and_length_of_a_bar(string detector)
    {
        Timestamp[] times = [Timestamp.MinValue, Timestamp.MinValue.Saturating(Minute), Ten, Timestamp.MaxValue.Saturating(-Minute), Timestamp.MaxValue];
        TimeSpan[] lengths = [new(1), Minute, TimeSpan.FromDays(1), TimeSpan.MaxValue];
        foreach (var calendar in new[] { MarketCalendar.AroundTheClock, MarketCalendar.UsStocks })
        {
            Random random = new(1);
            RecordingObserver<Detection> seen = new();
            using var subscription = Detect(detector, calendar).Subscribe(seen);
            for (var number = 0; number < 1_000; number++)
            {
                Send([Bars[random.Next(Bars.Count)] with { Time = times[random.Next(times.Length)], Interval = lengths[random.Next(lengths.Length)] }]);
            }

            Assert.False(seen.HasEnded);
        }
    }

    private IObservable<Detection> Detect(string detector, MarketCalendar calendar) => detector switch
    {
        "surge" => _feed.DetectVolumeSurge(new() { Calendar = calendar }, _stage),
        "move" => _feed.DetectSignificantMove(stage: _stage),
        "extreme" => _feed.DetectCloseAtExtreme(new() { Calendar = calendar }, _stage),
        _ => _feed.DetectBarGap(stage: _stage),
    };

    private void AssertEndedWith<TError>()
        where TError : Exception
    {
        Assert.IsType<TError>(_seen.Error);
        Assert.Equal(1, _feed.Unsubscribed);
        Assert.Equal(0, _stage.Snapshot().Imbalance);
        _seen.AssertGrammar();
    }

    private void Send(IEnumerable<Bar> bars)
    {
        foreach (var bar in bars)
        {
            _feed.Observer.OnNext(bar);
        }
    }
}
