namespace MarketFlow;

/// <summary>The clock on the wall in New York.</summary>
/// <remarks>
/// The rule is written out (in force since 2007: daylight saving from the second Sunday of March to the first of November, at 02:00)
/// because a minimal machine or container may have no time zone data, and a market's hours must not depend on that.
/// </remarks>
public static class NewYork
{
    private static readonly TimeSpan _standard = TimeSpan.FromHours(-5);
    private static readonly TimeSpan _daylight = TimeSpan.FromHours(-4);

    /// <summary>The date and time there.</summary>
    /// <param name="time">Any instant.</param>
    public static DateTime LocalTime(Timestamp time)
    {
        var utc = time.ToDateTimeOffset().UtcDateTime;
        var starts = Sunday(utc.Year, month: 3, nth: 2).AddHours(2) - _standard;
        var ends = Sunday(utc.Year, month: 11, nth: 1).AddHours(2) - _daylight;
        return utc + (utc >= starts && utc < ends ? _daylight : _standard);
    }

    /// <summary>The instant of a date and time there. What is told twice, in the night in which the clock goes back, is taken as the first.</summary>
    internal static DateTime UtcOf(DateTime local)
    {
        var starts = Sunday(local.Year, month: 3, nth: 2).AddHours(2);
        var ends = Sunday(local.Year, month: 11, nth: 1).AddHours(2);
        return DateTime.SpecifyKind(local - (local >= starts && local < ends ? _daylight : _standard), DateTimeKind.Utc);
    }

    private static DateTime Sunday(int year, int month, int nth)
    {
        DateTime first = new(year, month, 1, 0, 0, 0, DateTimeKind.Utc);
        return first.AddDays(((7 - (int)first.DayOfWeek) % 7) + (7 * (nth - 1)));
    }
}
