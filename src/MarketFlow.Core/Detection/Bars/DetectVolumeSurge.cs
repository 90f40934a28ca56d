namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Finds bars whose volume is a multiple of the mean of the bars before them.</summary>
    /// <param name="source">
    /// Bars of any symbols and intervals; its notifications must not overlap (the Rx grammar). Bars may come again as revisions, late, and
    /// in any order.
    /// </param>
    /// <param name="options">The numbers; those of domain.md by default.</param>
    /// <param name="stage">Its account: a detection is created and emitted. Bars are looked at, they do not pass.</param>
    /// <returns>
    /// At once, on the source's thread: a detection of kind <see cref="DetectionKinds.Bar"/> with a <see cref="BarDetail"/>, without
    /// direction, at the bar's close, with the bar's symbol, time, source and backfill mark. At most one per bar, however often it is revised.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or the calendar is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <remarks>
    /// Only the newest bar of a series is looked at, as often as it is told; its mean is that of the <see cref="VolumeSurgeOptions.Bars"/>
    /// before it in the same session, compared exactly. A mean of zero has no multiple. Older bars, late or revised, only correct what
    /// newer ones are measured by. Bars without usable figures (<see cref="Bar.Validate"/>; prices to 10^12, volume to 10^15) are passed over.
    /// Deterministic in event time: it has no clock. Memory: about 520 bytes per series; a bar in which nothing is found allocates nothing.
    /// Rule: domain.md, Detectors; docs/explanation/bar-detectors.md.
    /// </remarks>
    public static IObservable<Detection> DetectVolumeSurge(
        this IObservable<Bar> source, VolumeSurgeOptions? options = null, LedgerStage? stage = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var checkedOptions = options ?? new();
        checkedOptions.Check();
        return new SinkObservable<Bar, Detection>(source, observer => new DetectVolumeSurgeSink(observer, checkedOptions, stage));
    }

    private sealed class DetectVolumeSurgeSink(IObserver<Detection> downstream, VolumeSurgeOptions options, LedgerStage? stage)
        : BarDetectorSink<decimal>(downstream, options.Bars + 1, options.IdleAfter, options.MaxSeries, options.Calendar, stage)
    {
        protected override decimal FiguresOf(Bar bar) => bar.Volume;

        protected override Detection? Find(Bar bar, BarHistory<decimal> history)
        {
            var earlier = history.Earlier;
            if (earlier.Length < options.MinBars)
            {
                return null;
            }

            var sum = 0m;
            foreach (ref readonly var kept in earlier)
            {
                sum += kept.Figures;
            }

            // Against the sum, not the mean, which could not always be told exactly.
            return sum > 0 && bar.Volume * earlier.Length >= options.Multiple * sum
                ? Once(bar, history, BarPattern.VolumeSurge, bar.Close, direction: 0, Figures.Rounded(Figures.Ratio(bar.Volume * earlier.Length, sum)), options.Multiple)
                : null;
        }
    }
}
