namespace MarketFlow;

/// <summary>What high/low detection knows of one symbol: about 350 bytes, all told.</summary>
internal sealed class HighLowState : SymbolState
{
    private Tape _tape;

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
        _tape = default;
        (High, Low, CountUp, CountDown, LastUp, LastDown, Turns) = (0, 0, 0, 0, null, null, default);
    }

    public bool HasRested(int direction, long cooldown) =>
        (direction > 0 ? LastUp : LastDown) is not { } last || Newest - last >= cooldown;

    /// <summary>Counts a detection at the time of the newest trade, and says what pattern it completes.</summary>
    public (ReversalPattern Pattern, bool IsRapid) CountDetection(int direction, long reversalWindow, long rapidWithin)
    {
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
