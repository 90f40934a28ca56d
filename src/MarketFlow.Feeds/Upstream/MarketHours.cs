namespace MarketFlow.Feeds;

/// <summary>When markets should be talking.</summary>
public static class MarketHours
{
    /// <summary>Round the clock, every day.</summary>
    public static Func<DateTimeOffset, bool> Always { get; } = static _ => true;

    /// <summary>The regular sessions of a calendar, e.g. of one with extra closed days.</summary>
    /// <param name="calendar">The days and hours.</param>
    /// <exception cref="ArgumentNullException"><paramref name="calendar"/> is null.</exception>
    public static Func<DateTimeOffset, bool> RegularOf(MarketCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return at => calendar.PeriodAt(at).Part == TradingPart.Regular;
    }

    /// <summary>09:30 to 16:00 in New York on trading days, 13:00 on half days: when every US stock that anybody asks for should trade.</summary>
    /// <remarks>Before and after it a handful of symbols may well be quiet. The days are those of <see cref="MarketCalendar.UsStocks"/>.</remarks>
    public static Func<DateTimeOffset, bool> UsStocks { get; } = RegularOf(MarketCalendar.UsStocks);
}
