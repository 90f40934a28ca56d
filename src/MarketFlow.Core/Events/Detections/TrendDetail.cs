namespace MarketFlow;

/// <summary>The figures of a trend: how strong it is, and why.</summary>
/// <remarks>"Session" is the <see cref="TradingPeriod"/>: premarket, regular hours or after hours. Formulas: docs/explanation/detectors.md.</remarks>
public sealed record TrendDetail : DetectionDetail
{
    /// <summary>How far the score is beyond its threshold; <see cref="TrendStrength.None"/> where a trend has ended.</summary>
    public required TrendStrength Strength { get; init; }

    /// <summary>−1 to 1: the weighted sum of the three windows' scores, to four decimals.</summary>
    public required decimal Score { get; init; }

    /// <summary>−1 to 1: the score of the short window, 3 minutes by default, to four decimals.</summary>
    public required decimal ShortScore { get; init; }

    /// <summary>−1 to 1: the score of the medium window, 6 minutes by default, to four decimals.</summary>
    public required decimal MediumScore { get; init; }

    /// <summary>−1 to 1: the score of the long window, 10 minutes by default, to four decimals.</summary>
    public required decimal LongScore { get; init; }

    /// <summary>Price against <see cref="Vwap"/>, in percent, to four decimals; null where there is no VWAP.</summary>
    public decimal? VwapPosition { get; init; }

    /// <summary>When this direction began: the time of the trade that began it.</summary>
    public required Timestamp Since { get; init; }

    /// <summary>
    /// Volume-weighted average price of the session, to ten decimals, within the lowest and highest price of its trades; null while nothing
    /// but trades of size 0 was seen.
    /// </summary>
    public decimal? Vwap { get; init; }

    /// <summary>Price against the session's first price, in percent, to four decimals.</summary>
    public required decimal PercentChange { get; init; }

    /// <summary>The session's volume in shares or base currency, this trade included.</summary>
    public required decimal Volume { get; init; }

    /// <summary>Volume of this second against the mean of the session's earlier seconds with trades, to four decimals; null in the first.</summary>
    public decimal? RelativeVolume { get; init; }
}
