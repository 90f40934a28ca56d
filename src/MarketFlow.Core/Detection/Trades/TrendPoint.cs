namespace MarketFlow;

/// <summary>What was traded of a symbol in one interval. Changed in place while it is the newest.</summary>
internal struct TrendPoint
{
    /// <summary>Which interval, counted from the Unix epoch.</summary>
    public long Slot;

    /// <summary>The last price.</summary>
    public double Price;

    /// <summary>What was traded in all.</summary>
    public double Volume;

    /// <summary>The last price against the session's VWAP as it stood when the interval was over: 0.01 is 1 % above it.</summary>
    public double Distance;
}
