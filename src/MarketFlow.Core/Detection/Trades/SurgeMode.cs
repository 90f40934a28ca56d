namespace MarketFlow;

/// <summary>What makes a surge of price and volume.</summary>
public enum SurgeMode
{
    /// <summary>Price or volume is at its threshold.</summary>
    Either,

    /// <summary>Both are.</summary>
    Both,

    /// <summary>
    /// One far beyond its threshold makes up for the other a little below: price at 1.5 times with volume at 0.7 times, or volume at
    /// twice with price at half.
    /// </summary>
    Compensating,
}
