namespace MarketFlow;

/// <summary>How a new high or low reverses those before it.</summary>
public enum ReversalPattern
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>A new low, then this high.</summary>
    VBottom,

    /// <summary>A new high, then this low.</summary>
    VTop,

    /// <summary>A new high, a low, a high, then this low.</summary>
    MTop,

    /// <summary>A new low, a high, a low, then this high.</summary>
    WBottom,
}
