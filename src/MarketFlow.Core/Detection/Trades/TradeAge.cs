namespace MarketFlow;

/// <summary>What a detector does with a trade.</summary>
internal enum TradeAge
{
    /// <summary>Looks for something: nothing newer was seen of its symbol.</summary>
    InOrder,

    /// <summary>Counts it into its session and finds nothing: a newer trade of its symbol was seen.</summary>
    Late,

    /// <summary>Passes over it: the market was closed, its session is over, or no figure can be made of it.</summary>
    PassedOver,
}
