namespace MarketFlow;

/// <summary>What detectors of trades have in common: a state per symbol, late trades told apart, detections counted.</summary>
/// <remarks>Costs nothing but time for a trade in which nothing is found: no allocation once the symbol is known.</remarks>
internal abstract class TradeDetectorSink<TState>(
    IObserver<Detection> downstream, MarketCalendar calendar, TimeSpan idleAfter, int maxSymbols, LedgerStage? stage)
    : Sink<Trade, Detection>(downstream)
    where TState : SymbolState, new()
{
    private readonly IdleStates<string, TState> _states = new(
        maxSymbols, symbol => new() { Key = symbol, IdleAfter = idleAfter.Ticks * TimeSpan.NanosecondsPerTick });

    public sealed override void OnNext(Trade value)
    {
        if (IsStopped)
        {
            return;
        }

        var session = calendar.SpanAt(value.Time);
        if (session.Session == MarketSession.Closed || !Figures.AreUsable(value))
        {
            return;
        }

        var state = _states.Heard(value.Symbol, value);
        if (value.Time.UnixNanoseconds < state.Newest)
        {
            if (state.Period == session.Period)
            {
                CountLate(value, state);
            }

            return;
        }

        if (state.Period != session.Period)
        {
            state.Begin(session.Period);
        }

        if (Find(value, state, session.Session) is { } found)
        {
            stage?.Changed(received: 0, emitted: 1, created: 1);
            Deliver(found);
        }
    }

    /// <summary>Counts a trade, and says what it is, or null.</summary>
    protected abstract Detection? Find(Trade trade, TState state, MarketSession session);

    /// <summary>Counts a trade that is older than its symbol's newest, of the same period.</summary>
    protected abstract void CountLate(Trade trade, TState state);
}
