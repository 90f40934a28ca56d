namespace MarketFlow.Host;

/// <summary>What one client got of what was sent: exactly which ids, in which order. One thread writes.</summary>
/// <remarks>Memory: a bit per event of the run, and 20 bytes per symbol.</remarks>
/// <param name="sent">What was sent.</param>
/// <param name="symbols">How many symbols there are.</param>
/// <param name="wanted">The symbols asked for, by rank; null for all.</param>
internal sealed class Receipts(SentEvents sent, int symbols, bool[]? wanted)
{
    private readonly ulong[] _received = new ulong[(sent.Capacity / 64) + 1];
    private readonly long[] _latest = new long[symbols * LoadKinds.Count];

    /// <summary>The first event that must come, as everything asked for after it; those before it may.</summary>
    public long From { get; set; } = long.MaxValue;

    /// <summary>Different events received.</summary>
    public long Count { get; private set; }

    /// <summary>Events received once more.</summary>
    public long Twice { get; private set; }

    /// <summary>Events that came after a later one of their symbol and kind.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Events of a symbol nobody asked for, or with an id that was never sent.</summary>
    public long Unasked { get; private set; }

    /// <summary>Notes an event.</summary>
    /// <returns>False where it counts as twice or unasked.</returns>
    public bool Add(long id)
    {
        if (id <= 0 || id >= sent.Next || (wanted is not null && !wanted[sent.SymbolOf(id)]))
        {
            Unasked++;
            return false;
        }

        var bit = 1UL << (int)(id & 63);
        ref var word = ref _received[id >> 6];
        if ((word & bit) != 0)
        {
            Twice++;
            return false;
        }

        word |= bit;
        Count++;
        ref var latest = ref _latest[Place(id)];
        OutOfOrder += id < latest ? 1 : 0;
        latest = Math.Max(latest, id);
        return true;
    }

    /// <summary>Counts what should have come and did not, by kind.</summary>
    /// <param name="hasLeft">True where the client left of itself: then what followed the last event it got of a symbol and kind may still have been under way.</param>
    public long[] Missing(bool hasLeft)
    {
        var missing = new long[LoadKinds.Count];
        for (var id = From; id < sent.Next; id++)
        {
            if ((_received[id >> 6] & (1UL << (int)(id & 63))) == 0
                && (wanted is null || wanted[sent.SymbolOf(id)])
                && (!hasLeft || id < _latest[Place(id)]))
            {
                missing[(int)sent.KindOf(id)]++;
            }
        }

        return missing;
    }

    private int Place(long id) => (sent.SymbolOf(id) * LoadKinds.Count) + (int)sent.KindOf(id);
}
