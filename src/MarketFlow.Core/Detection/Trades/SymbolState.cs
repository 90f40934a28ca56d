namespace MarketFlow;

/// <summary>What a detector knows of one symbol.</summary>
internal abstract class SymbolState
{
    /// <summary>The time of its newest trade, in nanoseconds since the Unix epoch.</summary>
    public long Newest { get; set; }

    /// <summary>The period of which the state is.</summary>
    public TradingPeriod Period { get; protected set; }

    /// <summary>Forgets everything but what outlives a period, and begins the next.</summary>
    public virtual void Begin(TradingPeriod period) => Period = period;

    /// <summary>Forgets everything.</summary>
    public virtual void Clear()
    {
    }
}
