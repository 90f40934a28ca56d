namespace MarketFlow;

/// <summary>What detectors of bars have in common: a history per series, revisions told apart, detections counted.</summary>
/// <remarks>
/// The rules are those of docs/explanation/bar-detectors.md. No allocation for a bar of a known series in which nothing is found.
/// </remarks>
/// <typeparam name="T">What is remembered of a bar.</typeparam>
/// <param name="downstream">Who is told.</param>
/// <param name="capacity">How many bars are remembered per series, the newest included.</param>
/// <param name="idleAfter">How long a series is remembered without a bar; a series of long bars, as long as its history is.</param>
/// <param name="maxSeries">Most series remembered.</param>
/// <param name="calendar">Says where histories begin anew; null where they never do.</param>
/// <param name="stage">The account.</param>
internal abstract class BarDetectorSink<T>(
    IObserver<Detection> downstream, int capacity, TimeSpan idleAfter, int maxSeries, MarketCalendar? calendar, LedgerStage? stage)
    : Sink<Bar, Detection>(downstream)
    where T : struct
{
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    private readonly IdleStates<BarSeries, BarHistory<T>> _histories = new(maxSeries, series => new(capacity)
    {
        Key = series,
        IdleAfter = (long)Int128.Min(long.MaxValue, (Int128)TimeSpan.NanosecondsPerTick * Math.Max(idleAfter.Ticks, LengthOf(series, capacity))),
    });

    public sealed override void OnNext(Bar bar)
    {
        if (IsStopped || !Figures.AreUsable(bar))
        {
            return;
        }

        var session = calendar is null || bar.Interval >= _day ? null : calendar.SpanAt(bar.Time);
        if (session is { Session: MarketSession.Closed })
        {
            return;
        }

        var start = bar.Time.UnixNanoseconds;
        var history = _histories.Heard(new(bar.Symbol, bar.Interval), bar);
        if (history.TryEnter(session?.Period ?? default, start) && history.Place(start, bar.Revision, FiguresOf(bar)) && Find(bar, history) is { } found)
        {
            Create(found, stage);
        }
    }

    /// <summary>What is to be remembered of a bar.</summary>
    protected abstract T FiguresOf(Bar bar);

    /// <summary>Looks at the newest bar of a series, whose place in the history it has taken, and says what it is, or null.</summary>
    protected abstract Detection? Find(Bar bar, BarHistory<T> history);

    /// <summary>A detection, where the bar did not show the same pattern before.</summary>
    protected static Detection? Once(
        Bar bar, BarHistory<T> history, BarPattern pattern, decimal price, int direction, decimal value, decimal threshold) =>
        history.TryMark(pattern)
            ? Found.By(bar, DetectionKinds.Bar, price, direction, new BarDetail { Pattern = pattern, Value = value, Threshold = threshold, Interval = bar.Interval })
            : null;

    private static long LengthOf(BarSeries series, int capacity) => (long)Int128.Min(long.MaxValue, (Int128)series.Interval.Ticks * (capacity + 1));
}
