namespace MarketFlow;

/// <summary>What a detector of trades knows of one symbol.</summary>
internal abstract class SymbolState : IdleState<string>
{
    /// <summary>The period of which the state is.</summary>
    public TradingPeriod Period { get; private set; }

    /// <summary>Forgets everything but what outlives a period, and begins the next.</summary>
    public virtual void Begin(TradingPeriod period) => Period = period;
}
