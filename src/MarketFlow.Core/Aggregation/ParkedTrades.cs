namespace MarketFlow;

/// <summary>The trades of a symbol that are far ahead of its others, in order of time, of equals by arrival, until their time proves right or wrong.</summary>
/// <remarks>Memory: nothing before the first; at most <see cref="Max"/> trades with their frames.</remarks>
internal sealed class ParkedTrades
{
    /// <summary>Most trades that are parked. Live trades prove each other right or wrong sooner; backfill does not.</summary>
    public const int Max = 64;

    private List<Trade>? _trades;

    /// <summary>How many trades are parked.</summary>
    public int Count => _trades?.Count ?? 0;

    /// <summary>The earliest of them.</summary>
    public Trade First => _trades![0];

    /// <summary>True once parked trades have become bars: what follows them does so at once.</summary>
    public bool AreReleased { get; private set; }

    public void Add(Trade trade)
    {
        _trades ??= new(4);
        var at = _trades.Count;
        while (at > 0 && _trades[at - 1].Time > trade.Time)
        {
            at--;
        }

        _trades.Insert(at, trade);
    }

    /// <summary>Takes all of them.</summary>
    public IReadOnlyList<Trade> Release()
    {
        AreReleased = true;
        IReadOnlyList<Trade> released = _trades ?? [];
        _trades = null;
        return released;
    }
}
