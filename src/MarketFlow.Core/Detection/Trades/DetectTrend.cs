namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Finds when a symbol's price begins or ends to go somewhere, or does so more or less strongly than before.</summary>
    /// <param name="source">Trades of any symbols; notifications must not overlap (the Rx grammar). Copies must be gone already.</param>
    /// <param name="options">The rule's numbers and its calendar; null for those of domain.md and US stocks.</param>
    /// <param name="stage">Its account: each detection is created and emitted. Trades are only looked at, and not received.</param>
    /// <returns>
    /// Detections of kind <see cref="DetectionKinds.Trend"/> with a <see cref="TrendDetail"/>, each where direction or strength differs from
    /// the last told, at the trade that caused it and with its source, on the source's thread. Where a trend has ended, the direction is
    /// null and the strength <see cref="TrendStrength.None"/>; at the end of a period nothing is told.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <remarks>
    /// A symbol is looked at once per interval (5 s by default), at the interval's first trade.
    /// Everything is by event time: the same trades give the same detections, whenever and however fast they come. A trade older than its
    /// symbol's newest is late: it counts into volume and VWAP, and is of no interval.
    /// Memory: about 250 bytes per symbol, and 32 for each interval with trades in the long window, dropped when the symbol has been idle.
    /// No allocation for a trade that finds nothing, but for that memory.
    /// Rule: domain.md, Detectors; what it leaves open is decided in docs/explanation/detectors.md.
    /// </remarks>
    public static IObservable<Detection> DetectTrend(this IObservable<Trade> source, TrendOptions? options = null, LedgerStage? stage = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new();
        options.Check();
        return new SinkObservable<MarketEvent, Detection>(source, observer => new TrendSink(observer, options, stage, notUndone: null));
    }

    /// <summary>Finds when a symbol's price begins or ends to go somewhere, and reports cancelled trades that it cannot take back.</summary>
    /// <param name="source">
    /// Events of any kind; notifications must not overlap (the Rx grammar). Trades are looked at as by the other overload, a status with a
    /// <see cref="Status.Change"/> is reported, other events are passed over.
    /// </param>
    /// <param name="options">The rule's numbers and its calendar; null for the defaults and US stocks.</param>
    /// <param name="stage">Its account: each detection is created and emitted. Events are only looked at, and not received.</param>
    /// <param name="notUndone">
    /// Receives a status of kind <see cref="StatusKinds.NotUndone"/> for each cancel or correction of a symbol that is known here: single
    /// trades are not kept. Called on the source's thread; never completed.
    /// </param>
    /// <returns>What the other overload returns.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IObservable<Detection> DetectTrend(
        this IObservable<MarketEvent> source, TrendOptions? options = null, LedgerStage? stage = null, IObserver<Status>? notUndone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new();
        options.Check();
        return new SinkObservable<MarketEvent, Detection>(source, observer => new TrendSink(observer, options, stage, notUndone));
    }

    private sealed class TrendSink(IObserver<Detection> downstream, TrendOptions options, LedgerStage? stage, IObserver<Status>? notUndone)
        : TradeDetectorSink<TrendState>(
            downstream,
            new("Trend", options.Calendar, options.Eligibility, options.IdleAfter, options.MaxSymbols, stage, notUndone),
            (symbol, idleAfter) => new() { Key = symbol, IdleAfter = idleAfter })
    {
        private const double Moderate = 1.5;
        private const double Strong = 2;
        private readonly TrendBand[] _bands = [.. options.Bands];
        private readonly long _interval = NanosecondsOf(options.PointInterval);
        private readonly long _shortSlots = options.ShortWindow.Ticks / options.PointInterval.Ticks;
        private readonly long _mediumSlots = options.MediumWindow.Ticks / options.PointInterval.Ticks;
        private readonly long _longSlots = options.LongWindow.Ticks / options.PointInterval.Ticks;

        protected override Detection? Find(Trade trade, TradeUpdates updates, TrendState state, MarketSession session)
        {
            var isFirst = state.Add(trade, updates, Tape.FloorDivide(trade.Time.UnixNanoseconds, _interval), _longSlots);
            if (!isFirst || state.Points.Count < options.MinPoints || state.Newest - state.Tape.FirstTime < NanosecondsOf(options.WarmUp[session]))
            {
                return null;
            }

            var score = TrendScore.Of(state.Points, _shortSlots, _mediumSlots, options);
            var (direction, strength) = Judge(score.Combined, ThresholdOf(trade.Price, session, state.Points));
            if (direction == state.Direction && strength == state.Strength)
            {
                return null;
            }

            state.Since = direction == state.Direction ? state.Since : trade.Time;
            (state.Direction, state.Strength) = (direction, strength);
            return Found.By(trade, DetectionKinds.Trend, trade.Price, direction, Describe(trade.Price, score, state));
        }

        protected override void CountLate(Trade trade, TradeUpdates updates, TrendState state) => state.Tape.AddLate(trade, updates);

        protected override string? Undo(TradeChange change, TrendState state) =>
            $"Prices and volumes of the last {options.LongWindow.TotalSeconds:0} s may still contain it.";

        private static (int Direction, TrendStrength Strength) Judge(double score, double threshold)
        {
            var size = Math.Abs(score);
            return size < threshold ? (0, TrendStrength.None)
                : (Math.Sign(score),
                   size >= Strong * threshold ? TrendStrength.Strong
                   : size >= Moderate * threshold ? TrendStrength.Moderate
                   : TrendStrength.Weak);
        }

        private static TrendDetail Describe(decimal price, TrendScore score, TrendState state)
        {
            var vwap = state.Tape.Vwap;
            return new()
            {
                Strength = state.Strength,
                Score = Figures.Rounded(score.Combined),
                ShortScore = Figures.Rounded(score.Short),
                MediumScore = Figures.Rounded(score.Medium),
                LongScore = Figures.Rounded(score.Long),
                Since = state.Since,
                Vwap = state.Tape.RoundedVwap,
                VwapPosition = vwap is { } compared ? Figures.PercentChange(price, compared) : null,
                PercentChange = Figures.PercentChange(price, state.Tape.FirstPrice),
                Volume = state.Tape.Volume,
                RelativeVolume = state.Tape.RelativeVolume is { } relative ? Figures.Rounded(relative) : null,
            };
        }

        private double ThresholdOf(decimal price, MarketSession session, Ring<TrendPoint> points) =>
            Math.Min(options.SessionThreshold[session], TrendBand.ThresholdOf(price, _bands)) * options.Volatility.Of(TrendScore.VolatilityOf(points));
    }
}
