namespace MarketFlow;

/// <summary>What a detector of trades knows of one symbol.</summary>
internal abstract class SymbolState : IdleState<string>
{
    private DateOnly? _lastSetOn;

    /// <summary>The period of which the state is.</summary>
    public TradingPeriod Period { get; private set; }

    /// <summary>Forgets everything but what outlives a period, and begins the next.</summary>
    public virtual void Begin(TradingPeriod period) => Period = period;

    /// <summary>Says whether a trade of the present period sets the last price, and remembers that the day has one then.</summary>
    public bool TrySetLast(TradeUpdates updates)
    {
        if (!updates.SetsLast(isFirst: _lastSetOn != Period.Date))
        {
            return false;
        }

        _lastSetOn = Period.Date;
        return true;
    }
}
