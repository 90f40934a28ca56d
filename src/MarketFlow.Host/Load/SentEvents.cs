namespace MarketFlow.Host;

/// <summary>What was sent: kind and symbol of every id. One thread writes, any may read what <see cref="Next"/> has passed.</summary>
/// <remarks>Memory: 3 bytes an event.</remarks>
/// <param name="capacity">How many events there will be; ids count from 1.</param>
internal sealed class SentEvents(long capacity)
{
    private readonly LoadKind[] _kinds = new LoadKind[capacity + 1];
    private readonly ushort[] _symbols = new ushort[capacity + 1];
    private readonly long[] _counts = new long[LoadKinds.Count];
    private long _next = 1;

    /// <summary>The largest id there can be.</summary>
    public long Capacity => _kinds.Length - 1;

    /// <summary>The id of the event that is sent next.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>Notes an event that is about to be sent.</summary>
    /// <returns>Its id.</returns>
    public long Add(LoadKind kind, int symbol)
    {
        var id = _next;
        (_kinds[id], _symbols[id]) = (kind, (ushort)symbol);
        _counts[(int)kind]++;
        Volatile.Write(ref _next, id + 1);
        return id;
    }

    /// <summary>How many of a kind were sent; to be asked when the writer is done.</summary>
    public long CountOf(LoadKind kind) => _counts[(int)kind];

    /// <summary>The kind of an event that was sent.</summary>
    public LoadKind KindOf(long id) => _kinds[id];

    /// <summary>Its symbol, by rank.</summary>
    public int SymbolOf(long id) => _symbols[id];
}
