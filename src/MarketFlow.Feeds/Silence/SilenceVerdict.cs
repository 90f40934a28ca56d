namespace MarketFlow.Feeds;

/// <summary>What a look at a connection has found.</summary>
/// <param name="NextLook">When to look again.</param>
/// <param name="Recycle">Why the connection is to be replaced; null where it is not.</param>
/// <param name="DecidesByPing">True where no data is due, so that an open socket is all that can be known.</param>
internal readonly record struct SilenceVerdict(DateTimeOffset NextLook, string? Recycle = null, bool DecidesByPing = false);
