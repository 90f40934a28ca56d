namespace MarketFlow.Tests;

/// <summary>Sessions as domain.md writes them, for the dates that fragments have: nothing clever, nothing of the product's.</summary>
internal static class PlainHours
{
    private static readonly string[] _holidays = ["2025-11-27", "2025-12-25", "2026-01-01", "2026-01-19", "2026-02-16", "2026-04-03", "2026-05-25", "2026-06-19", "2026-07-03", "2026-09-07", "2026-11-26", "2026-12-25"];
    private static readonly string[] _halfDays = ["2025-11-28", "2025-12-24", "2026-11-27", "2026-12-24"];

    /// <summary>The session's name, and the part of which day it is in.</summary>
    public static (string Session, string Part) Of(Timestamp time)
    {
        var utc = time.ToDateTimeOffset().UtcDateTime;
        var isSummer = utc >= new DateTime(2026, 3, 8, 7, 0, 0) && utc < new DateTime(2026, 11, 1, 6, 0, 0);
        var local = utc.AddHours(isSummer ? -4 : -5);
        var date = local.ToString("yyyy-MM-dd");
        var hour = local.TimeOfDay.TotalHours;
        var close = _halfDays.Contains(date) ? 13 : 16;
        var session = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || _holidays.Contains(date) ? "closed"
            : hour < 4 ? "closed"
            : hour < 9.5 ? "premarket"
            : hour < 10 ? "opening"
            : hour < close - 0.5 ? "midday"
            : hour < close ? "closing"
            : hour < close + 4 ? "after hours"
            : "closed";
        var part = session is "opening" or "midday" or "closing" ? "regular" : session;
        return (session, $"{date} {part}");
    }
}
