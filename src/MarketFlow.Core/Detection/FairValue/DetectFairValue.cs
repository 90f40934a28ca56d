namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Finds fair market values that lie far from the last trade, or keep lying on one side of it.</summary>
    /// <param name="source">
    /// Trades and values of any symbols in one stream, and the status events that cancel or correct trades; other events are passed over. Its notifications must not overlap (the Rx grammar).
    /// Where trades and values come as two streams, see the overload.
    /// </param>
    /// <param name="options">The numbers; see there for the defaults.</param>
    /// <param name="stage">Its account: a detection is created and emitted. Trades and values are looked at, they do not pass.</param>
    /// <param name="notUndone">
    /// Receives a status of kind <see cref="StatusKinds.NotUndone"/> where cancels and corrections leave no last trade that is known. Called
    /// on the source's thread; never completed.
    /// </param>
    /// <returns>
    /// At once, on the source's thread: detections of kind <see cref="DetectionKinds.FairMarketValue"/> with a <see cref="FairValueDetail"/>,
    /// up where the value lies above the last trade, at the value's price, with the value's symbol, time, source and backfill mark. Per value
    /// at most a deviation or a valuation alert, and after it a consistent valuation, which is told when it begins or changes sides.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or the calendar is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <remarks>
    /// The last trade is the one with the latest time, of equals the one that came last; it may be later than the value. Trades that may not
    /// set the last price (<see cref="FairValueOptions.Eligibility"/>) are passed over. The last four are kept, so that three may be cancelled. A value that is
    /// older than the newest of its symbol is passed over. Consistent is what has enough of the last <see cref="FairValueOptions.Window"/>
    /// measured values on one side; a value equal to the last trade lies on neither, and one that finds no trade or too old a trade is not
    /// measured. Prices beyond 10^-12 to 10^12 are passed over.
    /// Deterministic in event time: it has no clock. Memory: about 600 bytes per symbol; an event in which nothing is found allocates nothing.
    /// Rule: docs/explanation/bar-detectors.md.
    /// </remarks>
    public static IObservable<Detection> DetectFairValue(
        this IObservable<MarketEvent> source, FairValueOptions? options = null, LedgerStage? stage = null, IObserver<Status>? notUndone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var checkedOptions = options ?? new();
        checkedOptions.Check();
        return new SinkObservable<MarketEvent, Detection>(source, observer => new DetectFairValueSink(observer, checkedOptions, stage, notUndone));
    }

    /// <summary>Finds fair market values that lie far from the last trade, where the two come as streams of their own, on threads of their own.</summary>
    /// <param name="values">The values; its notifications must not overlap (the Rx grammar).</param>
    /// <param name="trades">The trades; its notifications must not overlap, but may overlap those of <paramref name="values"/>.</param>
    /// <param name="options">The numbers; see there for the defaults.</param>
    /// <param name="stage">Its account: a detection is created and emitted.</param>
    /// <param name="capacity">
    /// Most events that wait while another is looked at or its detection delivered; at least 1, 65,536 by default. Beyond it the arriving
    /// event is not looked at, and counted in <paramref name="waiting"/> as <see cref="RemovalReason.Overflow"/>.
    /// </param>
    /// <param name="waiting">The account of the place where trades and values meet.</param>
    /// <returns>What the other overload returns, for the order in which the events came; on the thread of either source.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="values"/>, <paramref name="trades"/> or the calendar is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or <paramref name="capacity"/> is below 1.</exception>
    /// <remarks>
    /// Ends when both have completed, or one fails. Deterministic where the order in which the two come is: a recording is best played as one stream.
    /// </remarks>
    public static IObservable<Detection> DetectFairValue(
        this IObservable<FairMarketValue> values,
        IObservable<Trade> trades,
        FairValueOptions? options = null,
        LedgerStage? stage = null,
        int capacity = 65_536,
        LedgerStage? waiting = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(trades);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return new IObservable<MarketEvent>[] { trades, values }.Interleave(capacity, waiting).DetectFairValue(options, stage);
    }

    private sealed class DetectFairValueSink(IObserver<Detection> downstream, FairValueOptions options, LedgerStage? stage, IObserver<Status>? notUndone)
        : Sink<MarketEvent, Detection>(downstream)
    {
        private readonly long _maxTradeAge = options.MaxTradeAge.Ticks * TimeSpan.NanosecondsPerTick;

        private readonly IdleStates<string, FairValueState> _symbols = new(
            options.MaxSymbols, symbol => new() { Key = symbol, IdleAfter = options.IdleAfter.Ticks * TimeSpan.NanosecondsPerTick });

        public override void OnNext(MarketEvent value)
        {
            if (IsStopped)
            {
                return;
            }

            switch (value)
            {
                case Trade trade when Figures.IsPrice(trade.Price):
                    Take(trade);
                    break;
                case Status { Change: { } change } when _symbols.Find(value.Symbol) is { } state && !TryUndo(change, state):
                    notUndone?.OnNext(NotUndone.Because(value, change, "Fair value: no earlier trade is kept, so values are not compared before the next one."));
                    break;
                case FairMarketValue fair when Figures.IsPrice(fair.Price):
                    Look(fair);
                    break;
                default:
                    break;
            }
        }

        private FairValueState StateOf(MarketEvent value) => _symbols.Heard(value.Symbol, value);

        private void Take(Trade trade)
        {
            var updates = options.Eligibility(trade);
            var state = StateOf(trade);
            if (updates.SetsLast(isFirst: false) || (updates.SetsLast(isFirst: true) && !state.HasTradeOf(trade.Time, options.Calendar)))
            {
                state.Traded(new(trade.Identity, trade.Price, trade.Time.UnixNanoseconds));
            }
        }

        private bool TryUndo(TradeChange change, FairValueState state)
        {
            if (!state.TryRemove(change.Trade, out var original))
            {
                return true;
            }

            if (change.Corrected is { } corrected && Figures.IsPrice(corrected.Price)
                && options.Eligibility(corrected with { Time = Timestamp.FromUnixNanoseconds(original.Time) }).SetsLast(isFirst: state.TradePrice == 0))
            {
                state.Traded(new(corrected.Identity, corrected.Price, original.Time));
            }

            return state.TradePrice > 0 || !state.HasForgotten;
        }

        private void Look(FairMarketValue value)
        {
            var session = options.Calendar.SpanAt(value.Time);
            if (session.Session == MarketSession.Closed)
            {
                return;
            }

            var state = StateOf(value);
            if (!state.TryEnter(value, session.Period) || !HasFreshTrade(state, value))
            {
                return;
            }

            // All is decided before anybody is told, who might send the next event from within.
            var last = state.TradePrice;
            var sign = value.Price.CompareTo(last);
            var isAway = Figures.IsAwayBy(options.MinPercent, value.Price, from: last);
            var isFar = Figures.IsAwayBy(options.AlertPercent, value.Price, from: last);
            var (above, below) = state.Measured(sign, options.Window);
            var side = SideOf(above, below);
            var isNewSide = side != 0 && side != state.Side;
            state.Side = side;

            if (isAway)
            {
                Tell(value, last, sign, isFar ? FairValueFinding.ValuationAlert : FairValueFinding.Deviation);
            }

            if (isNewSide)
            {
                Tell(value, last, side, FairValueFinding.ConsistentValuation);
            }
        }

        private bool HasFreshTrade(FairValueState state, FairMarketValue value) =>
            state.TradePrice > 0 && Int128.Abs((Int128)value.Time.UnixNanoseconds - state.TradeTime) <= _maxTradeAge; // a trade far ahead has a wrong time

        private int SideOf(int above, int below)
        {
            var enough = options.ConsistentShare * options.Window;
            return above >= enough ? 1 : below >= enough ? -1 : 0;
        }

        private void Tell(FairMarketValue value, decimal last, int direction, FairValueFinding finding)
        {
            var found = Found.By(value, DetectionKinds.FairMarketValue, value.Price, direction, new FairValueDetail
            {
                Finding = finding,
                LastTradePrice = last,
                Deviation = Figures.PercentChange(value.Price, last),
            });
            Create(found, stage);
        }
    }
}
