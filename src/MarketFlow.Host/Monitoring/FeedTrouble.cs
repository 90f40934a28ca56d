namespace MarketFlow.Host;

/// <summary>What may be wrong with a feed, the worst last.</summary>
internal enum FeedTrouble
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>
    /// A connection has received no data for longer than its subscriptions allow, and may have been replaced meanwhile; or data arrives and
    /// none of it is usable.
    /// </summary>
    Silent,

    /// <summary>The vendor refuses a connection because the account has too many.</summary>
    OverCap,

    /// <summary>A connection is not open.</summary>
    Disconnected,
}
