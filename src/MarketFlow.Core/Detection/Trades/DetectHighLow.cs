namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Finds trades above their symbol's session high or below its session low.</summary>
    /// <param name="source">Trades of any symbols; notifications must not overlap (the Rx grammar). Copies must be gone already.</param>
    /// <param name="options">The rule's numbers and its calendar; null for those of domain.md and US stocks.</param>
    /// <param name="stage">Its account: each detection is created and emitted. Trades are only looked at, and not received.</param>
    /// <returns>
    /// Detections of kind <see cref="DetectionKinds.HighLow"/> with a <see cref="HighLowDetail"/>, at the trade that caused them and with its
    /// source, on the source's thread.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <remarks>
    /// Everything is by event time: the same trades give the same detections, whenever and however fast they come. A trade older than its
    /// symbol's newest is late: it counts into volume, VWAP and the session's extremes, and is no detection.
    /// Memory: one state of about 350 bytes per symbol, dropped when the symbol has been idle. No allocation for a trade that finds nothing.
    /// Rule: domain.md, Detectors; what it leaves open is decided in docs/explanation/detectors.md.
    /// </remarks>
    public static IObservable<Detection> DetectHighLow(this IObservable<Trade> source, HighLowOptions? options = null, LedgerStage? stage = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new();
        options.Check();
        return new SinkObservable<Trade, Detection>(source, observer => new HighLowSink(observer, options, stage));
    }

    private sealed class HighLowSink(IObserver<Detection> downstream, HighLowOptions options, LedgerStage? stage)
        : TradeDetectorSink<HighLowState>(downstream, options.Calendar, options.IdleAfter, options.MaxSymbols, stage)
    {
        private const decimal FullPercent = 5;
        private const decimal FullVolume = 2;
        private const decimal Half = 50;
        private readonly PriceBand[] _bands = [.. options.Bands];
        private readonly long _cooldown = NanosecondsOf(options.Cooldown);
        private readonly long _reversalWindow = NanosecondsOf(options.ReversalWindow);
        private readonly long _rapidWithin = NanosecondsOf(options.RapidWithin);

        protected override Detection? Find(Trade trade, HighLowState state, MarketSession session)
        {
            state.Tape.Add(trade);
            if (state.High == 0)
            {
                state.High = state.Low = trade.Price;
                return null;
            }

            var direction = trade.Price > state.High ? 1 : trade.Price < state.Low ? -1 : 0;
            if (direction == 0)
            {
                return null;
            }

            var previous = direction > 0 ? state.High : state.Low;
            Extend(state, trade.Price);
            return Exceeds(trade.Price, previous, options.Factor[session]) && state.HasRested(direction, _cooldown)
                ? Found.By(trade, DetectionKinds.HighLow, trade.Price, direction, Describe(trade.Price, previous, direction, state))
                : null;
        }

        protected override void CountLate(Trade trade, HighLowState state)
        {
            state.Tape.AddLate(trade);
            Extend(state, trade.Price);
        }

        private static void Extend(HighLowState state, decimal price)
        {
            state.High = Math.Max(state.High, price);
            state.Low = Math.Min(state.Low, price);
        }

        private bool Exceeds(decimal price, decimal previous, decimal factor)
        {
            var band = PriceBand.Of(price, _bands);
            var move = Math.Abs(price - previous);
            return move >= band.Amount * factor && move * 100 >= previous * band.Percent * factor;
        }

        private HighLowDetail Describe(decimal price, decimal previous, int direction, HighLowState state)
        {
            var (pattern, isRapid) = state.CountDetection(direction, _reversalWindow, _rapidWithin);
            var vwap = state.Tape.Vwap;
            var change = Figures.Change(price, state.Tape.FirstPrice);
            var relativeVolume = state.Tape.RelativeVolume;
            var significance = (Math.Min(FullPercent, Math.Abs(change)) * Half / FullPercent) + (Math.Min(FullVolume, relativeVolume ?? 0) * Half / FullVolume);
            return new()
            {
                Previous = previous,
                Extreme = price,
                SessionHigh = state.High,
                SessionLow = state.Low,
                CountUp = state.CountUp,
                CountDown = state.CountDown,
                PercentChange = Figures.Told(change),
                Vwap = vwap is { } average ? Figures.ToldPrice(average) : null,
                VwapDivergence = vwap is { } compared ? Figures.PercentChange(price, compared) : null,
                Volume = state.Tape.Volume,
                RelativeVolume = relativeVolume is { } relative ? Figures.Told(relative) : null,
                Significance = Math.Round(significance, 1),
                Reversal = pattern,
                IsRapid = isRapid,
            };
        }
    }

    private static long NanosecondsOf(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;
}
