namespace MarketFlow.Host;

/// <summary>What happened to a client's messages since it was last told.</summary>
/// <param name="Conflated">Events replaced by a newer one.</param>
/// <param name="Dropped">Events dropped because the client was too slow.</param>
internal readonly record struct OutboxNews(long Conflated, long Dropped);
