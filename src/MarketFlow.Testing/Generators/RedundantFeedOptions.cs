namespace MarketFlow.Testing;

/// <summary>What may happen to events on their way over redundant connections.</summary>
public sealed record RedundantFeedOptions
{
    /// <summary>Most connections that tell the same events.</summary>
    /// <value>At least 1. Default 3. With 1, copies come only from <see cref="HasReconnects"/>.</value>
    public int Connections { get; init; } = 3;

    /// <summary>Longest time from the publishing of an event to any of its copies, so the widest that copies are apart.</summary>
    /// <value>Zero or more. Default 812 ms, the widest seen on one real redundant feed. Keep it below the window of the deduplication under test.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(812);

    /// <summary>How long before its publishing a late event happened, at most.</summary>
    /// <value>Zero or more; zero for no late events. Default 2 s. One in ten is late.</value>
    public TimeSpan MaxLateness { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>True where a connection may lose events. An event that all connections lose is in <see cref="RedundantFeed.Lost"/>.</summary>
    /// <value>Default true.</value>
    public bool HasLoss { get; init; } = true;

    /// <summary>True where a connection may break and come back under a new number, telling its last few events again.</summary>
    /// <value>Default true.</value>
    public bool HasReconnects { get; init; } = true;

    /// <summary>
    /// True where each trade has an id, unique per symbol, exchange and facility. False for feeds without: then many trades are equal in all they tell,
    /// and what is one event is decided by counting (the k-th of one connection is the k-th of another), which
    /// is exact only where <see cref="HasLoss"/> and <see cref="HasReconnects"/> are false.
    /// </summary>
    /// <value>Default true.</value>
    public bool HasIdentity { get; init; } = true;
}
