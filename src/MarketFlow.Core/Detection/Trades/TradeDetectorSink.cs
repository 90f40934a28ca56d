namespace MarketFlow;

/// <summary>What detectors of trades have in common: a state per symbol, late trades told apart, detections counted, cancels passed on.</summary>
/// <remarks>Costs nothing but time for a trade in which nothing is found: no allocation once the symbol is known.</remarks>
internal abstract class TradeDetectorSink<TState>(IObserver<Detection> downstream, TradeDetectorSetup setup, Func<string, long, TState> create)
    : Sink<MarketEvent, Detection>(downstream)
    where TState : SymbolState
{
    private readonly MarketCalendar _calendar = setup.Calendar;
    private readonly Func<Trade, TradeUpdates> _eligibility = setup.Eligibility;
    private readonly IdleStates<string, TState> _states = new(
        setup.MaxSymbols, symbol => create(symbol, setup.IdleAfter.Ticks * TimeSpan.NanosecondsPerTick));

    public sealed override void OnNext(MarketEvent value)
    {
        if (IsStopped)
        {
            return;
        }

        if (value is Trade trade)
        {
            Receive(trade);
        }
        else if (value is Status { Change: { } change } && _states.Find(value.Symbol) is { } state && Undo(change, state) is { } reason)
        {
            setup.NotUndone?.OnNext(NotUndone.Because(value, change, $"{setup.Name}: {reason}"));
        }
    }

    /// <summary>Counts a trade, and says what it is, or null.</summary>
    protected abstract Detection? Find(Trade trade, TradeUpdates updates, TState state, MarketSession session);

    /// <summary>Counts a trade that is older than its symbol's newest, of the same period.</summary>
    protected abstract void CountLate(Trade trade, TradeUpdates updates, TState state);

    /// <summary>Takes back what a trade caused that was cancelled or corrected.</summary>
    /// <returns>What cannot be taken back, in words for a person; null where nothing is left of it.</returns>
    protected abstract string? Undo(TradeChange change, TState state);

    /// <summary>What a trade updates, by the rule of the options.</summary>
    protected TradeUpdates UpdatesOf(Trade trade) => _eligibility(trade);

    private void Receive(Trade value)
    {
        var session = _calendar.SpanAt(value.Time);
        if (session.Session == MarketSession.Closed || !Figures.AreUsable(value))
        {
            return;
        }

        var updates = _eligibility(value);
        var state = _states.Heard(value.Symbol, value);
        if (value.Time.UnixNanoseconds < state.Newest)
        {
            if (state.Period == session.Period)
            {
                CountLate(value, updates, state);
            }

            return;
        }

        if (state.Period != session.Period)
        {
            state.Begin(session.Period);
        }

        if (Find(value, updates, state, session.Session) is { } found)
        {
            Create(found, setup.Stage);
        }
    }
}
