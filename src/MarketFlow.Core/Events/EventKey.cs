namespace MarketFlow;

/// <summary>The identity a vendor gives an event: two events with the same key are copies of one event.</summary>
/// <remarks>
/// A trade is identified by symbol, exchange, reporting facility and id; a bar by symbol, interval, start and revision.
/// Content is never identity: two equal prints on one connection are two prints.
/// </remarks>
public readonly record struct EventKey
{
    private readonly string _symbol;
    private readonly string? _exchange;
    private readonly string? _facility;
    private readonly TradeId _id;
    private readonly long _start;
    private readonly long _interval;
    private readonly int _revision;
    private readonly EventType _type;

    private EventKey(EventType type, string symbol, string? exchange, string? facility, TradeId id, long start, long interval, int revision)
    {
        _type = type;
        _symbol = symbol;
        _exchange = exchange;
        _facility = facility;
        _id = id;
        _start = start;
        _interval = interval;
        _revision = revision;
    }

    /// <summary>The identity of a trade that no facility reported. Ids are per exchange: an id alone repeats.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="exchange">The exchange, as the vendor codes it.</param>
    /// <param name="id">The vendor's id.</param>
    public static EventKey OfTrade(string symbol, string? exchange, TradeId id) => OfTrade(symbol, exchange, facility: null, id);

    /// <summary>The identity of a trade. Ids are per exchange and reporting facility.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="exchange">The exchange, as the vendor codes it.</param>
    /// <param name="facility">The facility that reported the trade, as the vendor codes it; null where it names none.</param>
    /// <param name="id">The vendor's id.</param>
    public static EventKey OfTrade(string symbol, string? exchange, string? facility, TradeId id) =>
        new(EventType.Trade, symbol, exchange, facility, id, 0, 0, 0);

    /// <summary>The identity of one revision of a bar.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="interval">The bar's interval.</param>
    /// <param name="start">The start of the interval.</param>
    /// <param name="revision">0 for the first telling, then counting up.</param>
    public static EventKey OfBar(string symbol, TimeSpan interval, Timestamp start, int revision) =>
        new(EventType.Bar, symbol, exchange: null, facility: null, default, start.UnixNanoseconds, interval.Ticks, revision);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // Quicker than HashCode.Combine by half: a feed hashes every event, and its symbols and ids come from its vendor, not from strangers.
        var hash = TextHash.Add((ulong)_type, _symbol);
        hash = TextHash.Add(hash, _exchange);
        if (_facility is not null)
        {
            hash = TextHash.Add(hash, _facility);
        }

        hash = TextHash.Mix(hash ^ (ulong)_id.HashBits());
        hash = TextHash.Mix(hash ^ (ulong)_start);
        return (int)(TextHash.Mix(hash ^ (ulong)_interval ^ ((ulong)(uint)_revision << 48)) >> 32);
    }
}
