namespace MarketFlow;

/// <summary>The figures that are made of prices and volumes: bounded, so that no input makes them overflow, and exact where they are compared.</summary>
internal static class BarFigures
{
    /// <summary>The largest price, and the largest size of a trade.</summary>
    public const decimal Largest = 1_000_000_000_000m;

    /// <summary>The smallest price.</summary>
    public const decimal SmallestPrice = 0.000_000_000_001m;

    /// <summary>The largest volume of a bar.</summary>
    public const decimal LargestVolume = 1_000_000_000_000_000m;

    private const decimal LargestRatio = 1_000_000_000_000_000m;
    private const int Decimals = 4;

    public static bool IsPrice(decimal value) => value is >= SmallestPrice and <= Largest;

    public static bool AreUsable(Bar bar) =>
        bar.Interval > TimeSpan.Zero && IsPrice(bar.Low) && IsPrice(bar.High) && IsPrice(bar.Open) && IsPrice(bar.Close)
        && bar.Volume is >= 0 and <= LargestVolume;

    /// <summary>True where a price is away from another by so many percent or more, either way. Nothing is divided, so the bound is exact.</summary>
    public static bool IsAwayBy(decimal percent, decimal price, decimal from) => Math.Abs(price - from) * 100 >= percent * from;

    /// <summary>The change in percent, to four decimals.</summary>
    public static decimal PercentChange(decimal price, decimal from) => Math.Round((price - from) / from * 100, Decimals);

    /// <summary>One over the other, to four decimals, at most 10^15.</summary>
    public static decimal Ratio(decimal value, decimal to) => value / LargestRatio >= to ? LargestRatio : Math.Round(value / to, Decimals);
}
