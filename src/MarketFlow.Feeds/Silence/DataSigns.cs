namespace MarketFlow.Feeds;

/// <summary>When each connection of a feed last received data, so that connections can be compared. Written by each for itself, read by any.</summary>
internal sealed class DataSigns(int connections)
{
    // What a vendor sends on subscribe (the latest trade, a snapshot) is sent to the new connection alone.
    private static readonly long _snapshotTicks = TimeSpan.FromSeconds(15).Ticks;
    private readonly long[] _openedTicks = new long[connections];
    private readonly long[] _dataTicks = new long[connections];

    public void Opened(int slot, DateTimeOffset now) => Volatile.Write(ref _openedTicks[slot], now.UtcTicks);

    public void Received(int slot, DateTimeOffset now)
    {
        if (_dataTicks.Length > 1 && now.UtcTicks - Volatile.Read(ref _openedTicks[slot]) >= _snapshotTicks)
        {
            Volatile.Write(ref _dataTicks[slot], now.UtcTicks);
        }
    }

    /// <returns>When another slot last received data that went to all; null where none has, or there is no other.</returns>
    public DateTimeOffset? LatestOfOthers(int slot)
    {
        if (_dataTicks.Length == 1)
        {
            return null;
        }

        long latest = 0;
        for (var other = 0; other < _dataTicks.Length; other++)
        {
            latest = other == slot ? latest : Math.Max(latest, Volatile.Read(ref _dataTicks[other]));
        }

        return new DateTimeOffset(latest, TimeSpan.Zero);
    }
}
