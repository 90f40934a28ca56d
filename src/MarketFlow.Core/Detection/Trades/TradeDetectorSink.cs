namespace MarketFlow;

/// <summary>What detectors of trades have in common: a state per symbol, late trades told apart, detections counted.</summary>
/// <remarks>Costs nothing but time for a trade in which nothing is found: no allocation once the symbol is known.</remarks>
internal abstract class TradeDetectorSink<TState>(
    IObserver<Detection> downstream, MarketCalendar calendar, TimeSpan idleAfter, LedgerStage? stage)
    : Sink<Trade, Detection>(downstream)
    where TState : SymbolState, new()
{
    private readonly SymbolStates<TState> _states = new(calendar, idleAfter);

    public sealed override void OnNext(Trade trade)
    {
        if (IsStopped)
        {
            return;
        }

        switch (_states.Admit(trade, out var state, out var session))
        {
            case TradeAge.InOrder when Find(trade, state, session.Session) is { } found:
                stage?.Changed(received: 0, emitted: 1, created: 1);
                Deliver(found);
                break;
            case TradeAge.Late:
                CountLate(trade, state);
                break;
            default:
                break;
        }
    }

    /// <summary>Counts a trade, and says what it is, or null.</summary>
    protected abstract Detection? Find(Trade trade, TState state, MarketSession session);

    /// <summary>Counts a trade that is older than its symbol's newest, of the same period.</summary>
    protected abstract void CountLate(Trade trade, TState state);

    /// <summary>A detection with the context of the trade that caused it.</summary>
    protected static Detection Detected(Trade trade, string kind, int direction, DetectionDetail detail) => new()
    {
        Symbol = trade.Symbol,
        Time = trade.Time,
        Source = trade.Source,
        IsBackfill = trade.IsBackfill,
        Kind = kind,
        Price = trade.Price,
        Direction = direction > 0 ? Detection.Up : direction < 0 ? Detection.Down : null,
        Detail = detail,
    };
}
