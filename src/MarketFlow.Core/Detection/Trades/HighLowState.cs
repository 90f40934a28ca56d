namespace MarketFlow;

/// <summary>What high/low detection knows of one symbol: about 350 bytes, and about 2 KB more where trades may be cancelled.</summary>
/// <param name="canUndo">Whether trades may be cancelled: then those at the extremes are kept.</param>
internal sealed class HighLowState(bool canUndo) : SymbolState
{
    private readonly Extremes? _highest = canUndo ? new(direction: 1) : null;
    private readonly Extremes? _lowest = canUndo ? new(direction: -1) : null;
    private Tape _tape;
    private (EventKey? Trade, int CountUp, int CountDown, long? LastUp, long? LastDown, Turns Turns) _beforeDetection;

    public ref Tape Tape => ref _tape;

    /// <summary>The session's highest price; 0 before the first trade.</summary>
    public decimal High { get; set; }

    public decimal Low { get; set; }

    public int CountUp { get; private set; }

    public int CountDown { get; private set; }

    private long? LastUp { get; set; }

    private long? LastDown { get; set; }

    private Turns Turns { get; set; }

    public override void Begin(TradingPeriod period)
    {
        base.Begin(period);
        (_tape, _beforeDetection) = (default, default);
        _highest?.Clear();
        _lowest?.Clear();
        (High, Low, CountUp, CountDown, LastUp, LastDown, Turns) = (0, 0, 0, 0, null, null, default);
    }

    public bool HasRested(int direction, long cooldown) =>
        (direction > 0 ? LastUp : LastDown) is not { } last || Newest - last >= cooldown;

    /// <summary>Moves the extremes where a trade lies beyond them.</summary>
    /// <param name="trade">A trade that may set high and low.</param>
    /// <param name="updates">What it updates.</param>
    /// <param name="isLate">Whether it is older than the newest, and so of no second.</param>
    public void Extend(Trade trade, TradeUpdates updates, bool isLate)
    {
        (High, Low) = High == 0 ? (trade.Price, trade.Price) : (Math.Max(High, trade.Price), Math.Min(Low, trade.Price));
        if (_highest is not null && _lowest is not null)
        {
            var volume = updates.AddsVolume() ? trade.Size : 0;
            _highest.Add(trade, volume, isLate);
            _lowest.Add(trade, volume, isLate);
        }
    }

    /// <summary>Takes a trade out of extremes, volume and average price, and its detection back where it was the last.</summary>
    /// <returns>The trade as it was kept, and what could not be taken back: null where nothing is left of it.</returns>
    public (Extremes.Entry? Kept, string? Left) Undo(TradeChange change)
    {
        if (_highest is null || _lowest is null)
        {
            return (null, null);
        }

        var isHigh = _highest.TryRemove(change, out var high);
        var isLow = _lowest.TryRemove(change, out var low);
        (High, Low) = (_highest.Price, _lowest.Price);
        if (_beforeDetection.Trade == change.Trade)
        {
            (_, CountUp, CountDown, LastUp, LastDown, Turns) = _beforeDetection;
            _beforeDetection = default;
        }

        if (!_highest.IsSure || !_lowest.IsSure)
        {
            return (null, "The session's high and low are not certain: too many trades at the extremes were cancelled.");
        }

        if (!isHigh && !isLow)
        {
            return (null, "It is not at the session's extremes, which are unchanged. Volume and average price still contain it.");
        }

        var kept = isHigh ? high : low;
        _tape.Remove(kept.Price, kept.Volume, kept.Second, _lowest.TradedPrice, _highest.TradedPrice);
        return (kept, null);
    }

    /// <summary>Counts a detection at the time of the newest trade, and says what pattern it completes.</summary>
    public (ReversalPattern Pattern, bool IsRapid) CountDetection(EventKey? trade, int direction, long reversalWindow, long rapidWithin)
    {
        _beforeDetection = (trade, CountUp, CountDown, LastUp, LastDown, Turns);
        if (direction > 0)
        {
            CountUp++;
            LastUp = Newest;
        }
        else
        {
            CountDown++;
            LastDown = Newest;
        }

        (Turns, var pattern, var took) = Turns.With(direction, Newest, reversalWindow);
        return (pattern, pattern != ReversalPattern.None && took < rapidWithin);
    }
}
