namespace MarketFlow.Tests;

/// <summary>The sessions of the months around 8 March 2026, when New York's clocks went forward, as a child would look them up.</summary>
internal static class PlainSessions
{
    private static readonly DateTimeOffset _clocksGoForward = new(2026, 3, 8, 7, 0, 0, TimeSpan.Zero);
    private static readonly (int Month, int Day)[] _holidays = [(2, 16), (4, 3), (5, 25), (6, 19), (7, 3), (9, 7)];

    /// <summary>Date and part of the day; null where the market is closed. No half day lies in those months.</summary>
    public static string? PeriodOf(Timestamp time)
    {
        var utc = time.ToDateTimeOffset();
        var local = utc.UtcDateTime.AddHours(utc < _clocksGoForward ? -5 : -4);
        if (local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || _holidays.Contains((local.Month, local.Day)))
        {
            return null;
        }

        var hours = local.TimeOfDay.TotalHours;
        var part = hours < 4 ? null : hours < 9.5 ? "premarket" : hours < 16 ? "regular" : hours < 20 ? "after hours" : null;
        return part is null ? null : $"{local:yyyy-MM-dd} {part}";
    }
}
