namespace MarketFlow.Feeds;

/// <summary>Whether other connections of a feed, with the same subscriptions, received what one connection did not. Not thread-safe.</summary>
/// <param name="span">How far apart the two signs have to be that it takes: one alone may be a message that only the other was sent.</param>
internal sealed class TwinEvidence(TimeSpan span)
{
    /// <summary>How often to look while there are other connections.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    // Copies over redundant connections arrive less than a second apart.
    private static readonly TimeSpan _copyDelay = TimeSpan.FromSeconds(5);
    private DateTimeOffset? _first;
    private DateTimeOffset? _second;

    public void Clear() => (_first, _second) = (null, null);

    /// <param name="from">Since when this connection has received nothing.</param>
    /// <param name="others">When another one last received data.</param>
    /// <param name="now">The present.</param>
    /// <returns>True where this connection has missed data.</returns>
    public bool HasMissed(DateTimeOffset from, DateTimeOffset? others, DateTimeOffset now)
    {
        if (others - from > _copyDelay)
        {
            _first ??= others;
            _second ??= others - _first >= span ? others : null;
        }

        return now - _second >= _copyDelay;
    }
}
