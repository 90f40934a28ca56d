namespace MarketFlow.Feeds;

/// <summary>What limits the pauses of a topic.</summary>
internal enum NaturalPauseKind
{
    /// <summary>Nothing.</summary>
    Unlimited,

    /// <summary>A length that is known in advance.</summary>
    Fixed,

    /// <summary>The pauses that were observed.</summary>
    Learned,
}
