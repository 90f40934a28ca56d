namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Finds bars that opened far from the close before them.</summary>
    /// <param name="source">
    /// Bars of any symbols and intervals; its notifications must not overlap (the Rx grammar). Bars may come again as revisions, late, and
    /// in any order.
    /// </param>
    /// <param name="options">The numbers; those of domain.md by default.</param>
    /// <param name="stage">Its account: a detection is created and emitted. Bars are looked at, they do not pass.</param>
    /// <returns>
    /// At once, on the source's thread: a detection of kind <see cref="DetectionKinds.Bar"/> with a <see cref="BarDetail"/>, up or down, at
    /// the bar's open, with the bar's symbol, time, source and backfill mark. At most one of each direction per bar, however often it is revised.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <remarks>
    /// The previous close is that of the bar before it in its series, whatever lies between them: a minute without trades, a halt, a night
    /// or a weekend. Unlike other histories it outlives session changes. Only the newest bar of a series is looked at, as often as it is
    /// told; an older one, late or revised, only corrects the close. Bars without usable figures (<see cref="Bar.Validate"/>; prices to
    /// 10^12, volume to 10^15) are passed over. Deterministic in event time: it has no clock. Memory: about 230 bytes per series; a bar in
    /// which nothing is found allocates nothing.
    /// Rule: domain.md, Detectors; docs/explanation/bar-detectors.md. Not to be confused with <c>DetectGaps</c>, which finds missing sequences.
    /// </remarks>
    public static IObservable<Detection> DetectBarGap(this IObservable<Bar> source, BarGapOptions? options = null, LedgerStage? stage = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var checkedOptions = options ?? new();
        checkedOptions.Check();
        return new SinkObservable<Bar, Detection>(source, observer => new DetectBarGapSink(observer, checkedOptions, stage));
    }

    private sealed class DetectBarGapSink(IObserver<Detection> downstream, BarGapOptions options, LedgerStage? stage)
        : BarDetectorSink<decimal>(downstream, capacity: 2, options.IdleAfter, options.MaxSeries, calendar: null, stage)
    {
        protected override decimal FiguresOf(Bar bar) => bar.Close;

        protected override Detection? Find(Bar bar, BarHistory<decimal> history)
        {
            if (history.Earlier is not [.., var previous] || !Figures.IsAwayBy(options.MinPercent, bar.Open, from: previous.Figures))
            {
                return null;
            }

            var direction = bar.Open.CompareTo(previous.Figures);
            return Once(
                bar, history, direction > 0 ? BarPattern.GapUp : BarPattern.GapDown, bar.Open, direction,
                Figures.PercentChange(bar.Open, previous.Figures), options.MinPercent);
        }
    }
}
