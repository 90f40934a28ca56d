using System.Globalization;

namespace MarketFlow;

/// <summary>How options of detectors are checked: a message names whose they are, the property, its value and what is allowed.</summary>
internal static class OptionCheck
{
    private static readonly TimeSpan _longestIdle = TimeSpan.FromDays(30);

    public static void That<TValue>(string whose, bool isAllowed, TValue value, string property, string allowed)
    {
        if (!isAllowed)
        {
            throw new ArgumentOutOfRangeException(
                property, string.Create(CultureInfo.InvariantCulture, $"{whose}: {property} is {value}; must be {allowed}."));
        }
    }

    public static void NotNull(string whose, object? value, string property)
    {
        if (value is null)
        {
            throw new ArgumentNullException(property, $"{whose}: {property} is null; must not be.");
        }
    }

    public static void Percent(string whose, decimal value, string property) =>
        That(whose, value is > 0 and <= 10_000, value, property, "above 0 and at most 10,000");

    public static void UpToADay(string whose, TimeSpan value, string property) =>
        That(whose, value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1), value, property, "0 to 1 day");

    public static void Bands(string whose, IReadOnlyList<PriceBand> bands)
    {
        NotNull(whose, bands, nameof(Bands));
        if (PriceBand.Problem(bands) is { } problem)
        {
            throw new ArgumentOutOfRangeException(nameof(bands), $"{whose}: {problem}");
        }
    }

    public static void Memory(string whose, TimeSpan idleAfter, int max, string nameOfMax)
    {
        That(whose, idleAfter > TimeSpan.Zero && idleAfter <= _longestIdle, idleAfter, "IdleAfter", "above zero and at most 30 days");
        That(whose, max >= 1, max, nameOfMax, "at least 1");
    }
}
