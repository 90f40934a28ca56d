namespace MarketFlow;

/// <summary>When the New York Stock Exchange is closed, and when it closes early, by its standing rules.</summary>
/// <remarks>
/// The rules are those of NYSE Rule 7.2 and its yearly calendars as of 2022, when Juneteenth became a holiday. A holiday on a Sunday is
/// kept on the Monday; on a Saturday, on the Friday, but for New Year's Day, which is then not kept: the Friday ends the year's accounts.
/// Closings that no rule foretells (a storm, a president's funeral) are not known.
/// </remarks>
internal static class UsStockHolidays
{
    private const int FirstYearOfJuneteenth = 2022;

    public static TradingDay DayOf(DateOnly date) =>
        IsWeekend(date) || IsHoliday(date) ? TradingDay.Closed : IsHalf(date) ? TradingDay.Half : TradingDay.Full;

    private static bool IsHoliday(DateOnly date) => date.Month switch
    {
        1 => IsKeptOn(date, day: 1) || IsNth(date, DayOfWeek.Monday, nth: 3),
        2 => IsNth(date, DayOfWeek.Monday, nth: 3),
        3 or 4 when date == Easter(date.Year).AddDays(-2) => true,
        5 => date.DayOfWeek == DayOfWeek.Monday && date.Day > 24,
        6 => date.Year >= FirstYearOfJuneteenth && IsKeptOn(date, day: 19),
        7 => IsKeptOn(date, day: 4),
        9 => IsNth(date, DayOfWeek.Monday, nth: 1),
        11 => IsNth(date, DayOfWeek.Thursday, nth: 4),
        12 => IsKeptOn(date, day: 25),
        _ => false,
    };

    // The day before Independence Day and before Christmas (which on a Friday is the holiday itself, and is asked first), and the one after Thanksgiving.
    private static bool IsHalf(DateOnly date) =>
        date is { Month: 7, Day: 3 } or { Month: 12, Day: 24 }
        || (date.Month == 11 && date.DayOfWeek == DayOfWeek.Friday && IsNth(date.AddDays(-1), DayOfWeek.Thursday, nth: 4));

    // A Saturday's holiday never moves into the month before: that is New Year's Day, which is not kept then.
    private static bool IsKeptOn(DateOnly date, int day) => date.DayOfWeek switch
    {
        DayOfWeek.Friday => date.Day == day || date.Day == day - 1,
        DayOfWeek.Monday => date.Day == day || date.Day == day + 1,
        _ => date.Day == day,
    };

    private static bool IsNth(DateOnly date, DayOfWeek weekday, int nth) => date.DayOfWeek == weekday && (date.Day + 6) / 7 == nth;

    private static bool IsWeekend(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    /// <summary>Easter Sunday in the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher.</summary>
    private static DateOnly Easter(int year)
    {
        var moon = year % 19;
        var (century, yearOfCentury) = (year / 100, year % 100);
        var lunarCorrection = (century - ((century + 8) / 25) + 1) / 3;
        var epact = ((19 * moon) + century - (century / 4) - lunarCorrection + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (yearOfCentury / 4)) - epact - (yearOfCentury % 4)) % 7;
        var late = (moon + (11 * epact) + (22 * weekday)) / 451;
        var sum = epact + weekday - (7 * late) + 114;
        return new(year, sum / 31, (sum % 31) + 1);
    }
}
