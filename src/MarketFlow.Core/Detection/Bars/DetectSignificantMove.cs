namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Finds bars that closed far from where they opened.</summary>
    /// <param name="source">
    /// Bars of any symbols and intervals; its notifications must not overlap (the Rx grammar). Bars may come again as revisions, late, and
    /// in any order.
    /// </param>
    /// <param name="options">The numbers; those of domain.md by default.</param>
    /// <param name="stage">Its account: a detection is created and emitted. Bars are looked at, they do not pass.</param>
    /// <returns>
    /// At once, on the source's thread: a detection of kind <see cref="DetectionKinds.Bar"/> with a <see cref="BarDetail"/>, up or down, at
    /// the bar's close, with the bar's symbol, time, source and backfill mark. At most one per bar, however often it is revised.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <remarks>
    /// Only the newest bar of a series is looked at, as often as it is told; an older one, late or revised, is no news. Sessions make no
    /// difference: a bar is measured by itself. Bars without usable figures (<see cref="Bar.Validate"/>; prices to 10^12, volume to 10^15)
    /// are passed over. Deterministic in event time: it has no clock. Memory: about 190 bytes per series; a bar in which nothing is found
    /// allocates nothing.
    /// Rule: domain.md, Detectors; docs/explanation/bar-detectors.md.
    /// </remarks>
    public static IObservable<Detection> DetectSignificantMove(
        this IObservable<Bar> source, SignificantMoveOptions? options = null, LedgerStage? stage = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var checkedOptions = options ?? new();
        checkedOptions.Check();
        return new SinkObservable<Bar, Detection>(source, observer => new DetectSignificantMoveSink(observer, checkedOptions, stage));
    }

    private sealed class DetectSignificantMoveSink(IObserver<Detection> downstream, SignificantMoveOptions options, LedgerStage? stage)
        : BarDetectorSink<byte>(downstream, capacity: 1, options.IdleAfter, options.MaxSeries, calendar: null, stage)
    {
        protected override byte FiguresOf(Bar bar) => 0;

        // At most one in all, as a bar that was revised from a great rise to a great fall was told as significant once.
        protected override Detection? Find(Bar bar, BarHistory<byte> history) =>
            Figures.IsAwayBy(options.MinPercent, bar.Close, from: bar.Open)
                ? Once(
                    bar, history, BarPattern.SignificantMove, bar.Close, bar.Close.CompareTo(bar.Open),
                    Figures.PercentChange(bar.Close, bar.Open), options.MinPercent)
                : null;
    }
}
