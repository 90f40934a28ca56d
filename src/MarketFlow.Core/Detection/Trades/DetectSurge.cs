namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Finds sudden moves: of the price against some seconds ago, of the volume against its rolling average.</summary>
    /// <param name="source">Trades of any symbols; notifications must not overlap (the Rx grammar). Copies must be gone already.</param>
    /// <param name="options">The rule's numbers and its calendar; null for those of domain.md and US stocks.</param>
    /// <param name="stage">Its account: each detection is created and emitted. Trades are only looked at, and not received.</param>
    /// <returns>
    /// Detections of kind <see cref="DetectionKinds.Surge"/> with a <see cref="SurgeDetail"/>, at the trade that caused them and with its
    /// source, on the source's thread. The direction is the price's, and null where volume surged and the price did not move.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <remarks>
    /// Everything is by event time: the same trades give the same detections, whenever and however fast they come. A trade older than its
    /// symbol's newest is late, and is of no second.
    /// Memory: about 300 bytes per symbol, and 40 for each second with trades in the window, dropped when the symbol has been idle.
    /// No allocation for a trade that finds nothing, but for that memory.
    /// Rule: domain.md, Detectors; what it leaves open is decided in docs/explanation/detectors.md.
    /// </remarks>
    public static IObservable<Detection> DetectSurge(this IObservable<Trade> source, SurgeOptions? options = null, LedgerStage? stage = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new();
        options.Check();
        return new SinkObservable<MarketEvent, Detection>(source, observer => new SurgeSink(observer, options, stage, notUndone: null));
    }

    /// <summary>Finds sudden moves of price and volume, and reports cancelled trades that it cannot take back.</summary>
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
    public static IObservable<Detection> DetectSurge(
        this IObservable<MarketEvent> source, SurgeOptions? options = null, LedgerStage? stage = null, IObserver<Status>? notUndone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new();
        options.Check();
        return new SinkObservable<MarketEvent, Detection>(source, observer => new SurgeSink(observer, options, stage, notUndone));
    }

    private sealed class SurgeSink(IObserver<Detection> downstream, SurgeOptions options, LedgerStage? stage, IObserver<Status>? notUndone)
        : TradeDetectorSink<SurgeState>(
            downstream,
            new("Surge", options.Calendar, options.Eligibility, options.IdleAfter, options.MaxSymbols, stage, notUndone),
            (symbol, idleAfter) => new() { Key = symbol, IdleAfter = idleAfter })
    {
        private const decimal StrongPrice = 1.5m;
        private const decimal WithVolume = 0.7m;
        private const decimal StrongVolume = 2;
        private const decimal WithPrice = 0.5m;
        private const decimal Half = 50;
        private const decimal FullTimes = 2;
        private readonly PriceBand[] _bands = [.. options.Bands];
        private readonly long _window = options.Window.Ticks / TimeSpan.TicksPerSecond;
        private readonly long _cooldown = NanosecondsOf(options.Cooldown);

        protected override Detection? Find(Trade trade, TradeUpdates updates, SurgeState state, MarketSession session)
        {
            // A detection is at a price: only a trade that sets the last one causes it, of its own or of the volume before it.
            var setsLast = state.Add(trade, updates, _window, options.LookBack[session].Ticks / TimeSpan.TicksPerSecond);
            if (!setsLast || state.Earlier < options.MinPoints)
            {
                return null;
            }

            Comparison compared = new(trade.Price, state, ThresholdOf(trade.Price, session, state), options.VolumeThreshold);
            var isSurge = options.Mode[session] switch
            {
                SurgeMode.Either => compared.IsPrice(times: 1) || compared.IsVolume(times: 1),
                SurgeMode.Both => compared.IsPrice(times: 1) && compared.IsVolume(times: 1),
                _ => (compared.IsPrice(StrongPrice) && compared.IsVolume(WithVolume)) || (compared.IsVolume(StrongVolume) && compared.IsPrice(WithPrice)),
            };
            var direction = Math.Sign(compared.Change);
            if (!isSurge || !state.HasRested(direction, _cooldown))
            {
                return null;
            }

            state.CountDetection(direction);
            return Found.By(trade, DetectionKinds.Surge, trade.Price, direction, Describe(trade, in compared, state));
        }

        protected override void CountLate(Trade trade, TradeUpdates updates, SurgeState state)
        {
            // it is of no second that anything is still compared with
        }

        protected override string? Undo(TradeChange change, SurgeState state) =>
            $"Prices and volumes of the last {options.Window.TotalSeconds:0} s may still contain it.";

        private PriceBand ThresholdOf(decimal price, MarketSession session, SurgeState state)
        {
            var band = PriceBand.Of(price, _bands);
            return band with { Percent = Math.Min(options.SessionPercent[session], band.Percent) * (decimal)options.Volatility.Of(state.Volatility) };
        }

        private SurgeDetail Describe(Trade trade, in Comparison compared, SurgeState state)
        {
            var score = (Math.Min(FullTimes, compared.PriceTimes) + Math.Min(FullTimes, compared.VolumeTimes)) * Half / FullTimes;
            return new()
            {
                Magnitude = state.Base == 0 ? 0 : Math.Abs(Figures.PercentChange(trade.Price, state.Base)),
                Score = Math.Round(score, 1),
                Trigger = !compared.IsPrice(times: 1) ? SurgeTrigger.Volume : compared.IsVolume(times: 1) ? SurgeTrigger.Both : SurgeTrigger.Price,
                PriceChange = compared.Change,
                VolumeMultiple = Figures.Rounded(compared.VolumeMultiple),
                ExpiresAt = trade.Time.Saturating(options.Expiry),
                CountToday = state.CountToday,
            };
        }

        /// <summary>A trade beside its thresholds. Compared by multiplying, so that nothing is rounded.</summary>
        private readonly struct Comparison(decimal price, SurgeState state, PriceBand least, decimal volumeThreshold)
        {
            public decimal Change { get; } = state.Base == 0 ? 0 : price - state.Base;

            /// <summary>How many times its threshold the move is: the lower of percentage and amount.</summary>
            public decimal PriceTimes =>
                state.Base == 0 ? 0 : Math.Min(Figures.Ratio(Math.Abs(Change) * 100, state.Base * least.Percent), Figures.Ratio(Math.Abs(Change), least.Amount));

            public decimal VolumeMultiple => state.EarlierVolume == 0 ? 0 : Figures.Ratio(state.Volume * state.Earlier, state.EarlierVolume);

            public decimal VolumeTimes => VolumeMultiple / volumeThreshold;

            public bool IsPrice(decimal times) =>
                state.Base != 0 && Math.Abs(Change) >= least.Amount * times && Math.Abs(Change) * 100 >= state.Base * least.Percent * times;

            public bool IsVolume(decimal times) =>
                state.EarlierVolume != 0 && state.Volume * state.Earlier >= state.EarlierVolume * volumeThreshold * times;
        }
    }
}
