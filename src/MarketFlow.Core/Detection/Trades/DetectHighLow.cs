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
        return new SinkObservable<MarketEvent, Detection>(source, observer => new HighLowSink(observer, options, stage, notUndone: null, canUndo: false));
    }

    /// <summary>Finds trades above their symbol's session high or below its session low, and takes back what cancelled trades caused.</summary>
    /// <param name="source">
    /// Events of any kind; notifications must not overlap (the Rx grammar). Trades are looked at as by the other overload. A status with a
    /// <see cref="Status.Change"/> undoes its trade: high and low are those of the trades that remain, and volume, average price and the
    /// last detection's count are corrected. Other events are passed over.
    /// </param>
    /// <param name="options">The rule's numbers and its calendar; null for the defaults and US stocks.</param>
    /// <param name="stage">Its account: each detection is created and emitted. Events are only looked at, and not received.</param>
    /// <param name="notUndone">
    /// Receives a status of kind <see cref="StatusKinds.NotUndone"/> for each cancel or correction that leaves something behind: the trade is
    /// no longer kept. Called on the source's thread; never completed.
    /// </param>
    /// <returns>What the other overload returns. A detection that was delivered is not recalled.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <remarks>
    /// Memory: about 2 KB per symbol more than the other overload: the eight highest and the eight lowest trades of the session are kept. Of
    /// more cancelled trades at one extreme, the best price beyond those eight is still known.
    /// </remarks>
    public static IObservable<Detection> DetectHighLow(
        this IObservable<MarketEvent> source, HighLowOptions? options = null, LedgerStage? stage = null, IObserver<Status>? notUndone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new();
        options.Check();
        return new SinkObservable<MarketEvent, Detection>(source, observer => new HighLowSink(observer, options, stage, notUndone, canUndo: true));
    }

    private sealed class HighLowSink(IObserver<Detection> downstream, HighLowOptions options, LedgerStage? stage, IObserver<Status>? notUndone, bool canUndo)
        : TradeDetectorSink<HighLowState>(
            downstream,
            new("High/low", options.Calendar, options.Eligibility, options.IdleAfter, options.MaxSymbols, stage, notUndone),
            (symbol, idleAfter) => new(canUndo) { Key = symbol, IdleAfter = idleAfter })
    {
        private const decimal FullPercent = 5;
        private const decimal FullVolume = 2;
        private const decimal Half = 50;
        private readonly PriceBand[] _bands = [.. options.Bands];
        private readonly long _cooldown = NanosecondsOf(options.Cooldown);
        private readonly long _reversalWindow = NanosecondsOf(options.ReversalWindow);
        private readonly long _rapidWithin = NanosecondsOf(options.RapidWithin);

        protected override Detection? Find(Trade trade, TradeUpdates updates, HighLowState state, MarketSession session)
        {
            state.Tape.Add(trade, updates);
            if (!updates.SetsHighLow())
            {
                return null;
            }

            var (high, low) = (state.High, state.Low);
            state.Extend(trade, updates, isLate: false);
            var direction = high == 0 ? 0 : trade.Price > high ? 1 : trade.Price < low ? -1 : 0;
            if (direction == 0)
            {
                return null;
            }

            var previous = direction > 0 ? high : low;
            return Exceeds(trade.Price, previous, options.Factor[session]) && state.HasRested(direction, _cooldown)
                ? Found.By(trade, DetectionKinds.HighLow, trade.Price, direction, Describe(trade, previous, direction, state))
                : null;
        }

        protected override void CountLate(Trade trade, TradeUpdates updates, HighLowState state)
        {
            state.Tape.AddLate(trade, updates);
            if (updates.SetsHighLow())
            {
                state.Extend(trade, updates, isLate: true);
            }
        }

        protected override string? Undo(TradeChange change, HighLowState state)
        {
            var (kept, left) = state.Undo(change);
            if (change.Corrected is not { } corrected || !Figures.AreUsable(corrected))
            {
                return left;
            }

            var trade = kept is { } original ? corrected with { Time = original.Time } : corrected;
            if (options.Calendar.PeriodAt(trade.Time) == state.Period)
            {
                // The volume of a trade that is not kept is still counted.
                CountLate(trade, kept is null ? UpdatesOf(trade) & ~TradeUpdates.Volume : UpdatesOf(trade), state);
            }

            return left;
        }

        private bool Exceeds(decimal price, decimal previous, decimal factor)
        {
            var band = PriceBand.Of(price, _bands);
            var move = Math.Abs(price - previous);
            return move >= band.Amount * factor && move * 100 >= previous * band.Percent * factor;
        }

        private HighLowDetail Describe(Trade trade, decimal previous, int direction, HighLowState state)
        {
            var price = trade.Price;
            var (pattern, isRapid) = state.CountDetection(trade.Identity, direction, _reversalWindow, _rapidWithin);
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
                PercentChange = Figures.Rounded(change),
                Vwap = state.Tape.RoundedVwap,
                VwapDivergence = vwap is { } compared ? Figures.PercentChange(price, compared) : null,
                Volume = state.Tape.Volume,
                RelativeVolume = relativeVolume is { } relative ? Figures.Rounded(relative) : null,
                Significance = Math.Round(significance, 1),
                Reversal = pattern,
                IsRapid = isRapid,
            };
        }
    }

    private static long NanosecondsOf(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;
}
