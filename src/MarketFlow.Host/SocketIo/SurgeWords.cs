using System.Globalization;

namespace MarketFlow.Host;

/// <summary>Surges in words.</summary>
internal static class SurgeWords
{
    // Of the score's 100: at 50 price and volume are at their thresholds, at 75 half as far again beyond them.
    private const decimal Moderate = 50;
    private const decimal Strong = 75;

    public static string Label(SurgeTrigger? trigger) => trigger switch
    {
        SurgeTrigger.Price => "Price surge",
        SurgeTrigger.Volume => "Volume surge",
        SurgeTrigger.Both => "Price and volume surge",
        _ => "Surge",
    };

    /// <returns>Null where there is no score.</returns>
    public static string? Strength(decimal? score) => score switch
    {
        null => null,
        >= Strong => "strong",
        >= Moderate => "moderate",
        _ => "weak",
    };

    public static string Description(SurgeDetail detail) => string.Create(
        CultureInfo.InvariantCulture,
        $"Price {(detail.PriceChange < 0 ? "down" : "up")} {detail.Magnitude:0.##} %, volume {detail.VolumeMultiple:0.##} times its average");
}
