using System.Globalization;

namespace MarketFlow;

/// <summary>Checks the options of detectors: a message names the detector, the property, its value and what is allowed.</summary>
internal static class Require
{
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);
    private static readonly TimeSpan _longestIdle = TimeSpan.FromDays(7);

    /// <exception cref="ArgumentOutOfRangeException">It is not allowed.</exception>
    public static void That<T>(string detector, bool isAllowed, T value, string property, string allowed)
    {
        if (!isAllowed)
        {
            throw new ArgumentOutOfRangeException(
                property, string.Create(CultureInfo.InvariantCulture, $"{detector} detector: {property} is {value}; must be {allowed}."));
        }
    }

    public static void NotNull(string detector, object? value, string property) =>
        That(detector, value is not null, "null", property, "given");

    public static void UpToADay(string detector, TimeSpan value, string property) =>
        That(detector, value >= TimeSpan.Zero && value <= _day, value, property, "0 to 1 day");

    public static void IdleAfter(string detector, TimeSpan value) =>
        That(detector, value > TimeSpan.Zero && value <= _longestIdle, value, nameof(IdleAfter), "above zero and at most 7 days");

    public static void Bands(string detector, IReadOnlyList<PriceBand> bands)
    {
        NotNull(detector, bands, nameof(Bands));
        if (PriceBand.Problem(bands) is { } problem)
        {
            throw new ArgumentOutOfRangeException(nameof(bands), $"{detector} detector: {problem}");
        }
    }
}
