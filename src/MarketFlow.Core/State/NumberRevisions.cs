namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Numbers the revisions of bars that the vendor does not number: open candles that are sent again and again, and updated bars.</summary>
    /// <param name="source">Any stream; its notifications must not overlap (the Rx grammar). Copies must be gone already: they would count.</param>
    /// <param name="depth">How many starts are remembered per series (a symbol and an interval). 1 or more, 128 by default.</param>
    /// <param name="maxSeries">
    /// Most series remembered; beyond it the one longest without a bar is forgotten. 1 or more, 100,000 by default.
    /// </param>
    /// <param name="stage">Its account: every event passes.</param>
    /// <returns>
    /// Every event, in source order, on the source's thread. A bar without <see cref="Bar.HasVendorRevision"/> has as its
    /// <see cref="Bar.Revision"/> one more than such a bar with its symbol, interval and start that came before it. The first one has 0, or 1
    /// where it came with a number above 0, which says that it updates a bar: so candles are 0, 1, 2, and updates 1, 2, 3. It is a new
    /// instance only where it had another number. All other events, bars with the vendor's own revision among them, pass unchanged and are not counted.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> or <paramref name="maxSeries"/> is below 1.</exception>
    /// <remarks>
    /// What is forgotten starts at 0 again: in a series, the earliest start beyond <paramref name="depth"/>, so that a venue which tells
    /// old candles again never makes the open one start over.
    /// Memory: at most <paramref name="maxSeries"/> × <paramref name="depth"/> × 16 bytes, and about 200 bytes per series; no event is kept.
    /// Kraken's <c>ohlc</c>, HitBTC's <c>updateCandles</c>, Massive's <c>AM</c> and <c>A</c>, and Alpaca's <c>u</c> and <c>d</c> do not number. See ADR 2.
    /// </remarks>
    public static IObservable<MarketEvent> NumberRevisions(
        this IObservable<MarketEvent> source, int depth = 128, int maxSeries = 100_000, LedgerStage? stage = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSeries, 1);

        return new SinkObservable<MarketEvent, MarketEvent>(source, observer =>
            new NumberRevisionsSink(observer, new(maxSeries, create: () => new(depth), clear: counts => counts.Clear()), stage));
    }

    private sealed class NumberRevisionsSink(
        IObserver<MarketEvent> downstream, RecentGroups<(string Symbol, TimeSpan Interval), RevisionCounts> told, LedgerStage? stage)
        : Sink<MarketEvent, MarketEvent>(downstream)
    {
        public override void OnNext(MarketEvent value)
        {
            if (Refuses(stage))
            {
                return;
            }

            var numbered = value is Bar { HasVendorRevision: false } bar ? Number(bar) : value;
            Pass(numbered, stage);
        }

        private Bar Number(Bar bar)
        {
            var revision = told[(bar.Symbol, bar.Interval)].Next(bar.Time.UnixNanoseconds, least: Math.Min(1, bar.Revision));
            return bar.Revision == revision ? bar : bar with { Revision = revision };
        }
    }
}
