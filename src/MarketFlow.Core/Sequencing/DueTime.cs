namespace MarketFlow;

/// <summary>Due times that do not leave the calendar, and spans between instants of a clock.</summary>
internal static class DueTime
{
    /// <summary>Stands for a time that never comes.</summary>
    public static DateTimeOffset Never => DateTimeOffset.MaxValue;

    /// <summary>The instant a span later; never, where that is beyond the calendar.</summary>
    public static DateTimeOffset After(DateTimeOffset start, TimeSpan span) => new(After(start.UtcTicks, span), TimeSpan.Zero);

    /// <summary>The instant a span later, in ticks of UTC; that of <see cref="Never"/>, where that is beyond the calendar.</summary>
    public static long After(long start, TimeSpan span) => span.Ticks > Never.UtcTicks - start ? Never.UtcTicks : start + span.Ticks;
}
