namespace MarketFlow;

/// <summary>What fair value detection does per subscription: compares each value with the last trade of its symbol.</summary>
/// <remarks>
/// What the calendar, the eligibility rule or the observer of cancels throws ends the stream with that exception, and so does a null symbol.
/// </remarks>
internal sealed class DetectFairValueSink(IObserver<Detection> downstream, FairValueOptions options, LedgerStage? stage, IObserver<Status>? notUndone)
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

        Findings found = default;
        Status? left = null;
        try
        {
            switch (value)
            {
                case Trade trade when Figures.IsPrice(trade.Price):
                    Take(trade);
                    break;
                case Status { Change: { } change } when _symbols.Find(value.Symbol) is { } state && !TryUndo(change, state):
                    left = NotUndone.Because(value, change, "Fair value: no earlier trade is kept, so values are not compared before the next one.");
                    break;
                case FairMarketValue fair when Figures.IsPrice(fair.Price):
                    found = Look(fair);
                    break;
                default:
                    break;
            }
        }
        catch (Exception error)
        {
            OnError(error);
            return;
        }

        Tell(found.First);
        Tell(found.Second);
        if (left is not null && !NotUndone.TryReport(notUndone, left, out var thrown))
        {
            OnError(thrown);
        }
    }

    private FairValueState StateOf(MarketEvent value) => _symbols.Heard(value.Symbol, value);

    private void Take(Trade trade)
    {
        ArgumentNullException.ThrowIfNull(trade.Symbol);
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

    private Findings Look(FairMarketValue value)
    {
        ArgumentNullException.ThrowIfNull(value.Symbol);
        var session = options.Calendar.SpanAt(value.Time);
        if (session.Session == MarketSession.Closed)
        {
            return default;
        }

        var state = StateOf(value);
        if (!state.TryEnter(value, session.Period) || !HasFreshTrade(state, value))
        {
            return default;
        }

        var last = state.TradePrice;
        var sign = value.Price.CompareTo(last);
        var isAway = Figures.IsAwayBy(options.MinPercent, value.Price, from: last);
        var isFar = Figures.IsAwayBy(options.AlertPercent, value.Price, from: last);
        var (above, below) = state.Measured(sign, options.Window);
        var side = SideOf(above, below);
        var isNewSide = side != 0 && side != state.Side;
        state.Side = side;

        // Both are decided before one is delivered, as the consumer may send the next event from within.
        return new(
            isAway ? Describe(value, last, sign, isFar ? FairValueFinding.ValuationAlert : FairValueFinding.Deviation) : null,
            isNewSide ? Describe(value, last, side, FairValueFinding.ConsistentValuation) : null);
    }

    private bool HasFreshTrade(FairValueState state, FairMarketValue value) =>
        state.TradePrice > 0 && Int128.Abs((Int128)value.Time.UnixNanoseconds - state.TradeTime) <= _maxTradeAge; // a trade far ahead has a wrong time

    private int SideOf(int above, int below)
    {
        var enough = options.ConsistentShare * options.Window;
        return above >= enough ? 1 : below >= enough ? -1 : 0;
    }

    private static Detection Describe(FairMarketValue value, decimal last, int direction, FairValueFinding finding) =>
        Found.By(value, DetectionKinds.FairMarketValue, value.Price, direction, new FairValueDetail
        {
            Finding = finding,
            LastTradePrice = last,
            Deviation = Figures.PercentChange(value.Price, last),
        });

    private void Tell(Detection? found)
    {
        if (found is not null)
        {
            Create(found, stage);
        }
    }

    private readonly record struct Findings(Detection? First, Detection? Second);
}
