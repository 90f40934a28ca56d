namespace MarketFlow;

/// <summary>The figures of a new high or low: what it exceeded, and how it stands in its session.</summary>
/// <remarks>"Session" is the <see cref="TradingPeriod"/>: premarket, regular hours or after hours. Formulas: docs/explanation/detectors.md.</remarks>
public sealed record HighLowDetail : DetectionDetail
{
    /// <summary>The session's extreme before this trade, in quote currency.</summary>
    public required decimal Previous { get; init; }

    /// <summary>The new extreme: the trade's price.</summary>
    public required decimal Extreme { get; init; }

    /// <summary>The session's highest price, this trade included.</summary>
    public required decimal SessionHigh { get; init; }

    /// <summary>The session's lowest price, this trade included.</summary>
    public required decimal SessionLow { get; init; }

    /// <summary>How many new highs were detected in the session, this one included.</summary>
    public required int CountUp { get; init; }

    /// <summary>How many new lows were detected in the session, this one included.</summary>
    public required int CountDown { get; init; }

    /// <summary>Price against the session's first price, in percent (1.5 is 1.5 %), to four decimals.</summary>
    public required decimal PercentChange { get; init; }

    /// <summary>
    /// Volume-weighted average price of the session, to ten decimals, within the lowest and highest price of its trades; null while nothing
    /// but trades of size 0 was seen.
    /// </summary>
    public decimal? Vwap { get; init; }

    /// <summary>Price against <see cref="Vwap"/>, in percent, to four decimals; null where there is no VWAP.</summary>
    public decimal? VwapDivergence { get; init; }

    /// <summary>The session's volume in shares or base currency, this trade included.</summary>
    public required decimal Volume { get; init; }

    /// <summary>Volume of this second against the mean of the session's earlier seconds with trades, to four decimals; null in the first.</summary>
    public decimal? RelativeVolume { get; init; }

    /// <summary>0 to 100, to one decimal: half from the percent change (5 % = 50), half from the relative volume (2 = 50).</summary>
    public required decimal Significance { get; init; }

    /// <summary>The pattern that this turn of direction completes.</summary>
    public ReversalPattern Reversal { get; init; }

    /// <summary>True where the pattern took less than a minute.</summary>
    public bool IsRapid { get; init; }
}
