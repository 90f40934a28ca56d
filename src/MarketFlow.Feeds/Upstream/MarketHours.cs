namespace MarketFlow.Feeds;

/// <summary>When markets should be talking.</summary>
public static class MarketHours
{
    private static readonly TimeSpan _open = new(9, 30, 0);
    private static readonly TimeSpan _close = new(16, 0, 0);

    /// <summary>Round the clock, every day.</summary>
    public static Func<DateTimeOffset, bool> Always { get; } = static _ => true;

    /// <summary>09:30 to 16:00 in New York, Monday to Friday: when every US stock that anybody asks for should trade.</summary>
    /// <remarks>
    /// Before and after it a handful of symbols may well be quiet. Holidays are not known: what is recycled then comes back at the pace
    /// of the back-off.
    /// </remarks>
    public static Func<DateTimeOffset, bool> UsStocks { get; } = static at =>
    {
        var local = NewYork.LocalTime(at);
        return local.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && local.TimeOfDay >= _open && local.TimeOfDay < _close;
    };
}
