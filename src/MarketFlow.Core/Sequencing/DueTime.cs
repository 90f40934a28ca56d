namespace MarketFlow;

/// <summary>Due times that do not leave the calendar.</summary>
internal static class DueTime
{
    /// <summary>Stands for a time that never comes.</summary>
    public static DateTimeOffset Never => DateTimeOffset.MaxValue;

    /// <summary>The instant a span later; never, where that is beyond the calendar.</summary>
    public static DateTimeOffset After(DateTimeOffset start, TimeSpan span) => span > Never - start ? Never : start + span;
}
