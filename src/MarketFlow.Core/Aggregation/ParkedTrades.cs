namespace MarketFlow;

/// <summary>The trades of a symbol that are far ahead of its others, in order of time, of equals by arrival, until their time proves right or wrong.</summary>
/// <remarks>Memory: nothing before the first; at most <see cref="Max"/> trades with their frames.</remarks>
internal sealed class ParkedTrades
{
    /// <summary>Most trades that are parked. Live trades prove each other right or wrong sooner; backfill does not.</summary>
    public const int Max = 64;

    private List<ParkedTrade>? _trades;

    /// <summary>How many trades are parked.</summary>
    public int Count => _trades?.Count ?? 0;

    /// <summary>The time of the earliest of them, in nanoseconds since the Unix epoch.</summary>
    public long FirstTime => _trades![0].Kept.Time;

    /// <summary>True once parked trades have become bars: what follows them does so at once.</summary>
    public bool AreReleased { get; private set; }

    public void Add(Trade trade, in KeptTrade kept)
    {
        _trades ??= new(4);
        var at = _trades.Count;
        while (at > 0 && _trades[at - 1].Kept.Time > kept.Time)
        {
            at--;
        }

        _trades.Insert(at, new(trade, kept));
    }

    /// <summary>The place of a trade.</summary>
    /// <returns>Below 0 where it is not parked.</returns>
    public int Find(EventKey trade) => _trades?.FindLastIndex(each => each.Kept.Trade == trade) ?? -1;

    public KeptTrade At(int place) => _trades![place].Kept;

    /// <summary>Puts what a correction made of a trade in its place.</summary>
    public void Replace(int place, in KeptTrade kept) => _trades![place] = _trades[place] with { Kept = kept };

    public void RemoveAt(int place) => _trades!.RemoveAt(place);

    /// <summary>Takes all of them.</summary>
    public IReadOnlyList<ParkedTrade> Release()
    {
        AreReleased = true;
        IReadOnlyList<ParkedTrade> released = _trades ?? [];
        _trades = null;
        return released;
    }
}

/// <summary>A trade that is parked.</summary>
/// <param name="Trade">The trade as it came.</param>
/// <param name="Kept">What counts of it, after corrections.</param>
internal readonly record struct ParkedTrade(Trade Trade, KeptTrade Kept);
