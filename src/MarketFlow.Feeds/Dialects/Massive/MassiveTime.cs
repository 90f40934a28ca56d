namespace MarketFlow.Feeds;

/// <summary>How Massive tells a time: a whole number, of milliseconds or of nanoseconds since the Unix epoch.</summary>
/// <remarks>
/// Which of the two is documented one way and sent the other (<c>FMV</c>, <c>LULD</c>), so the magnitude tells: what a
/// <see cref="Timestamp"/> could not hold as milliseconds is nanoseconds. As nanoseconds that is any time but those within three
/// hours of the epoch itself.
/// </remarks>
internal static class MassiveTime
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const long MinMilliseconds = 100_000_000_000;
    private const long MinNanoseconds = MinMilliseconds * NanosecondsPerMillisecond;
    private const long MaxMilliseconds = long.MaxValue / NanosecondsPerMillisecond;

    public static Timestamp Of(long number) =>
        number is >= -MaxMilliseconds and <= MaxMilliseconds ? Timestamp.FromUnixMilliseconds(number) : Timestamp.FromUnixNanoseconds(number);

    /// <summary>
    /// True for a time that can be told: 1973 to 2262 in either unit. What lies between is another unit, such as seconds or microseconds,
    /// and would be taken for a time in 1970.
    /// </summary>
    public static bool IsPlausible(long number) => number is (>= MinMilliseconds and <= MaxMilliseconds) or >= MinNanoseconds;

    /// <summary>The time in milliseconds, rounded down.</summary>
    public static long MillisecondsOf(Timestamp time)
    {
        var (milliseconds, rest) = Math.DivRem(time.UnixNanoseconds, NanosecondsPerMillisecond);
        return rest < 0 ? milliseconds - 1 : milliseconds;
    }
}
