namespace MarketFlow;

/// <summary>What trend detection knows of one symbol: about 250 bytes, and 32 for each point of the long window (up to 4 KB with the defaults).</summary>
internal sealed class TrendState : SymbolState
{
    private Tape _tape;
    private long _pendingSlot;
    private double _pendingVolume;

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
        (_tape, _pendingSlot, _pendingVolume) = (default, 0, 0);
        Points.Clear();
        (Direction, Strength, Since) = (0, TrendStrength.None, default);
    }

    /// <summary>Counts a trade.</summary>
    /// <param name="trade">A trade that is no older than the symbol's newest.</param>
    /// <param name="updates">What it updates.</param>
    /// <param name="slot">The interval it is in.</param>
    /// <param name="slots">How many intervals the long window has.</param>
    /// <returns>True where it is the first of its interval that sets a price.</returns>
    public bool Add(Trade trade, TradeUpdates updates, long slot, long slots)
    {
        var setsLast = TrySetLast(updates);
        var hasPoint = Points.Count > 0 && Points[^1].Slot == slot;
        if (setsLast && !hasPoint && Points.Count > 0)
        {
            ref var closed = ref Points[^1];
            closed.Distance = DistanceOf(closed.Price);
        }

        _tape.Add(trade, updates);
        var volume = updates.AddsVolume() ? (double)trade.Size : 0;
        if (!setsLast)
        {
            AddVolume(hasPoint, slot, volume);
            return false;
        }

        if (!hasPoint)
        {
            while (Points.Count > 0 && Points[0].Slot <= slot - slots)
            {
                Points.RemoveFirst();
            }

            Points.Add(new TrendPoint { Slot = slot, Volume = _pendingSlot == slot ? _pendingVolume : 0 });
            _pendingVolume = 0;
        }

        ref var newest = ref Points[^1];
        newest.Price = (double)trade.Price;
        newest.Volume += volume;
        if (!hasPoint)
        {
            newest.Distance = DistanceOf(newest.Price);
        }

        return !hasPoint;
    }

    // The volume of trades that set no price waits for the interval's first price; an interval without one makes no point.
    private void AddVolume(bool hasPoint, long slot, double volume)
    {
        if (hasPoint)
        {
            Points[^1].Volume += volume;
            return;
        }

        _pendingVolume = (_pendingSlot == slot ? _pendingVolume : 0) + volume;
        _pendingSlot = slot;
    }

    private double DistanceOf(double price) => _tape.Vwap is { } vwap ? (price / (double)vwap) - 1 : 0;
}
