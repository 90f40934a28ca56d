namespace MarketFlow.Feeds;

/// <summary>Something that a connection of a feed could not take, and went on without.</summary>
/// <param name="Feed">Name of the feed.</param>
/// <param name="Connection">Number of the connection within its feed; 0 where none was open.</param>
/// <param name="At">When, by the feed's clock.</param>
/// <param name="Reason">What is wrong: names the thing, its value and what was allowed.</param>
public sealed record FeedFault(string Feed, int Connection, Timestamp At, string Reason);
