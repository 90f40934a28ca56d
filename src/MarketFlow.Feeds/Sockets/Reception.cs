namespace MarketFlow.Feeds;

/// <summary>A sign that data flows on a connection.</summary>
/// <param name="Connection">The connection's number.</param>
/// <param name="At">When, by the feed's clock.</param>
internal readonly record struct Reception(int Connection, Timestamp At);
