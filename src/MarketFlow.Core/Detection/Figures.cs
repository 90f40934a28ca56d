namespace MarketFlow;

/// <summary>
/// The figures that are made of prices and volumes: bounded, so that no input makes them overflow; exact where they are compared; and
/// rounded where they are told, so that they can be read.
/// </summary>
internal static class Figures
{
    /// <summary>The largest price, and the largest size of a trade.</summary>
    public const decimal Largest = 1_000_000_000_000m;

    /// <summary>The smallest price.</summary>
    public const decimal SmallestPrice = 0.000_000_000_001m;

    /// <summary>The largest volume of a bar.</summary>
    public const decimal LargestVolume = 1_000_000_000_000_000m;

    private const decimal LargestRatio = 1_000_000_000_000_000m;
    private const int PriceDecimals = 10;
    private const int Decimals = 4;

    public static bool IsPrice(decimal value) => value is >= SmallestPrice and <= Largest;

    public static bool AreUsable(Trade trade) => IsPrice(trade.Price) && trade.Size is >= 0 and <= Largest;

    public static bool AreUsable(Bar bar) =>
        bar.Interval > TimeSpan.Zero && IsPrice(bar.Low) && IsPrice(bar.High) && IsPrice(bar.Open) && IsPrice(bar.Close)
        && bar.Volume is >= 0 and <= LargestVolume;

    /// <summary>True where a price is away from another by so many percent or more, either way. Nothing is divided, so the bound is exact.</summary>
    public static bool IsAwayBy(decimal percent, decimal price, decimal from) => Math.Abs(price - from) * 100 >= percent * from;

    /// <summary>The change in percent.</summary>
    public static decimal Change(decimal price, decimal from) => (price - from) / from * 100;

    /// <summary>The change in percent, to four decimals.</summary>
    public static decimal PercentChange(decimal price, decimal from) => Rounded(Change(price, from));

    /// <summary>One over the other, at most 10^15. Neither may be negative.</summary>
    public static decimal Ratio(decimal value, decimal to) => value / LargestRatio >= to ? LargestRatio : value / to;

    /// <summary>A figure to four decimals.</summary>
    public static decimal Rounded(decimal figure) => Trimmed(Math.Round(figure, Decimals));

    /// <summary>A figure to four decimals.</summary>
    public static decimal Rounded(double figure) => Rounded((decimal)figure);

    /// <summary>An average price, to ten decimals.</summary>
    public static decimal RoundedPrice(decimal price) => Trimmed(Math.Round(price, PriceDecimals));

    // A quotient has as many zeros at its end as its parts; a figure has none here, because they were not measured.
    private static decimal Trimmed(decimal figure) => figure / 1.000_000_000_000_000_000_000_000_000_0m;
}
