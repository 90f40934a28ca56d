namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Finds bars that closed at the highest or lowest price of the last bars.</summary>
    /// <param name="source">
    /// Bars of any symbols and intervals; its notifications must not overlap (the Rx grammar). Bars may come again as revisions, late, and
    /// in any order.
    /// </param>
    /// <param name="options">The numbers; those of domain.md by default.</param>
    /// <param name="stage">Its account: a detection is created and emitted. Bars are looked at, they do not pass.</param>
    /// <returns>
    /// At once, on the source's thread: a detection of kind <see cref="DetectionKinds.Bar"/> with a <see cref="BarDetail"/>, up for a high
    /// and down for a low, at the bar's close, with the bar's symbol, time, source and backfill mark. At most one of each per bar, however
    /// often it is revised.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or the calendar is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <remarks>
    /// A close is at a high where no price of the last <see cref="CloseAtExtremeOptions.Bars"/> of the session, its own bar's included, is
    /// above it; lows likewise. Where all these bars together have a single price, that is neither. Only the newest bar of a series is
    /// looked at, as often as it is told; older ones, late or revised, only correct what newer ones are measured by. Bars without usable
    /// figures (<see cref="Bar.Validate"/>; prices to 10^12, volume to 10^15) are passed over.
    /// Deterministic in event time: it has no clock. Memory: about 650 bytes per series; a bar in which nothing is found allocates nothing.
    /// Rule: domain.md, Detectors; docs/explanation/bar-detectors.md.
    /// </remarks>
    public static IObservable<Detection> DetectCloseAtExtreme(
        this IObservable<Bar> source, CloseAtExtremeOptions? options = null, LedgerStage? stage = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var checkedOptions = options ?? new();
        checkedOptions.Check();
        return new SinkObservable<Bar, Detection>(source, observer => new DetectCloseAtExtremeSink(observer, checkedOptions, stage));
    }

    private sealed class DetectCloseAtExtremeSink(IObserver<Detection> downstream, CloseAtExtremeOptions options, LedgerStage? stage)
        : BarDetectorSink<(decimal High, decimal Low)>(
            downstream, options.Bars, options.IdleAfter, options.MaxSeries, options.Calendar, stage)
    {
        protected override (decimal High, decimal Low) FiguresOf(Bar bar) => (bar.High, bar.Low);

        protected override Detection? Find(Bar bar, BarHistory<(decimal High, decimal Low)> history)
        {
            var earlier = history.Earlier;
            if (earlier.Length + 1 < options.MinBars)
            {
                return null;
            }

            var (high, low) = earlier[0].Figures;
            foreach (ref readonly var kept in earlier)
            {
                high = Math.Max(high, kept.Figures.High);
                low = Math.Min(low, kept.Figures.Low);
            }

            var (isHigh, isLow) = (bar.Close >= bar.High && bar.Close >= high, bar.Close <= bar.Low && bar.Close <= low);
            return isHigh == isLow ? null
                : isHigh ? Once(bar, history, BarPattern.CloseAtHigh, bar.Close, direction: 1, bar.Close, high)
                : Once(bar, history, BarPattern.CloseAtLow, bar.Close, direction: -1, bar.Close, low);
        }
    }
}
