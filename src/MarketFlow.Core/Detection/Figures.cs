namespace MarketFlow;

/// <summary>How detectors make the figures they tell: bounded, so that no input makes them overflow, and rounded, so that they can be read.</summary>
internal static class Figures
{
    /// <summary>The largest price and size that detectors look at.</summary>
    public const decimal Largest = 1_000_000_000_000m;

    /// <summary>The smallest price that detectors look at.</summary>
    public const decimal SmallestPrice = 0.000_000_000_001m;

    private const decimal LargestRatio = 1_000_000_000_000_000m;
    private const int PriceDecimals = 10;
    private const int Decimals = 4;

    /// <summary>A change in percent, to four decimals.</summary>
    public static decimal PercentChange(decimal price, decimal from) => Told((price - from) / from * 100);

    /// <summary>A figure to four decimals.</summary>
    public static decimal Told(decimal figure) => Trimmed(Math.Round(figure, Decimals));

    /// <summary>A figure to four decimals.</summary>
    public static decimal Told(double figure) => Told((decimal)figure);

    /// <summary>An average price, to ten decimals.</summary>
    public static decimal ToldPrice(decimal price) => Trimmed(Math.Round(price, PriceDecimals));

    /// <summary>One over the other; at most 10^15 where the other is below 1. Neither may be negative.</summary>
    public static decimal Ratio(decimal value, decimal to) => to < 1 && value >= to * LargestRatio ? LargestRatio : value / to;

    // A quotient has as many zeros at its end as its parts; what is told has none, as nobody measured them.
    private static decimal Trimmed(decimal figure) => figure / 1.000_000_000_000_000_000_000_000_000_0m;
}
