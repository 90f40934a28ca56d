namespace MarketFlow;

/// <summary>What trend detection knows of one symbol: about 250 bytes, and 32 for each point of the long window (up to 4 KB with the defaults).</summary>
internal sealed class TrendState : SymbolState
{
    private Tape _tape;

    public ref Tape Tape => ref _tape;

    /// <summary>The points of the long window, the oldest first; the newest may be in the making.</summary>
    public Ring<TrendPoint> Points { get; } = new();

    /// <summary>1 up, −1 down, 0 none: as last told.</summary>
    public int Direction { get; set; }

    public TrendStrength Strength { get; set; }

    /// <summary>When the direction began.</summary>
    public Timestamp Since { get; set; }

    public override void Begin(TradingPeriod period)
    {
        base.Begin(period);
        _tape = default;
        Points.Clear();
        (Direction, Strength, Since) = (0, TrendStrength.None, default);
    }

    /// <summary>Counts a trade.</summary>
    /// <param name="trade">A trade that is no older than the symbol's newest.</param>
    /// <param name="slot">The interval it is in.</param>
    /// <param name="slots">How many intervals the long window has.</param>
    /// <returns>True where it is the first of its interval.</returns>
    public bool Add(Trade trade, long slot, long slots)
    {
        var isFirst = Points.Count == 0 || Points[^1].Slot != slot;
        if (isFirst && Points.Count > 0)
        {
            ref var closed = ref Points[^1];
            closed.Distance = DistanceOf(closed.Price);
        }

        _tape.Add(trade);
        if (isFirst)
        {
            while (Points.Count > 0 && Points[0].Slot <= slot - slots)
            {
                Points.RemoveFirst();
            }

            Points.Add(new TrendPoint { Slot = slot });
        }

        ref var newest = ref Points[^1];
        newest.Price = (double)trade.Price;
        newest.Volume += (double)trade.Size;
        if (isFirst)
        {
            newest.Distance = DistanceOf(newest.Price);
        }

        return isFirst;
    }

    private double DistanceOf(double price) => _tape.Vwap is { } vwap ? (price / (double)vwap) - 1 : 0;
}
