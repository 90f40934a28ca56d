namespace MarketFlow.Host;

/// <summary>The kinds of bars that a topic can name: by interval, and whether it is told for the first time.</summary>
internal static class BarKind
{
    /// <summary>The first telling of a second.</summary>
    public const string Second = "1s";

    /// <summary>A later telling of a second.</summary>
    public const string SecondRevised = "1s revised";

    /// <summary>The first telling of a minute.</summary>
    public const string Minute = "1m";

    /// <summary>A later telling of a minute.</summary>
    public const string MinuteRevised = "1m revised";

    /// <summary>The first telling of a day.</summary>
    public const string Day = "1d";

    /// <summary>A later telling of a day.</summary>
    public const string DayRevised = "1d revised";

    /// <summary>The kind of a bar, or null where no topic can name its interval.</summary>
    public static string? Of(Bar bar) => (bar.Interval.Ticks, bar.Revision) switch
    {
        (TimeSpan.TicksPerMinute, 0) => Minute,
        (TimeSpan.TicksPerMinute, _) => MinuteRevised,
        (TimeSpan.TicksPerSecond, 0) => Second,
        (TimeSpan.TicksPerSecond, _) => SecondRevised,
        (TimeSpan.TicksPerDay, 0) => Day,
        (TimeSpan.TicksPerDay, _) => DayRevised,
        _ => null,
    };
}
