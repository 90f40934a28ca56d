namespace MarketFlow;

/// <summary>Counts ages by their size: from a microsecond to a hundred seconds, to two leading digits.</summary>
/// <remarks>
/// Ninety buckets to a decade, so a quantile is at most a tenth too large, and every bound of one or two digits (0.5 ms, 25 ms, 50 ms)
/// is exact. Ages and their sum count up to 292 years. Counts never fall: the ages of the last ten seconds are the difference of two <see cref="Read"/>s.
/// Any thread, several at once included; recording takes no lock and allocates nothing. Memory: 6 KB.
/// </remarks>
public sealed class AgeHistogram
{
    private const int PerDecade = 90;
    private const int Decades = 8;
    private const long NanosecondsPerMicrosecond = 1_000;
    private readonly long[] _counts = new long[(Decades * PerDecade) + 2]; // below a microsecond, the decades, above them
    private long _sum;

    /// <summary>Counts an age; below zero, as where two clocks disagree, it counts as none.</summary>
    /// <param name="age">How old something is.</param>
    public void Record(TimeSpan age) =>
        Record(age.Ticks > long.MaxValue / TimeSpan.NanosecondsPerTick ? long.MaxValue : Math.Max(0, age.Ticks) * TimeSpan.NanosecondsPerTick);

    /// <summary>What was counted up to now.</summary>
    public AgeCounts Read()
    {
        var counts = new long[_counts.Length];
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            counts[bucket] = Volatile.Read(ref _counts[bucket]);
        }

        var sum = Interlocked.Read(ref _sum);
        return new(counts, sum < 0 ? long.MaxValue : sum);
    }

    internal void Record(long nanoseconds)
    {
        nanoseconds = Math.Max(0, nanoseconds);
        Interlocked.Increment(ref _counts[BucketOf(nanoseconds / NanosecondsPerMicrosecond)]);
        if (Interlocked.Add(ref _sum, nanoseconds) < 0)
        {
            Interlocked.Exchange(ref _sum, long.MaxValue); // more than 292 years, as where a clock is wrong
        }
    }

    /// <summary>The first age, in microseconds, that is too large for a bucket.</summary>
    internal static long EndOf(int bucket)
    {
        if (bucket == 0)
        {
            return 1;
        }

        var (decade, step) = Math.DivRem(bucket - 1, PerDecade);
        var unit = 1L;
        for (var i = 0; i < decade; i++)
        {
            unit *= 10;
        }

        // Steps of a tenth of the decade's first value; in the first decade, whose first value is 1 µs, only every tenth is used.
        return decade == 0 ? (step / 10) + 2 : unit + ((step + 1) * (unit / 10));
    }

    internal static int BucketOf(long microseconds)
    {
        if (microseconds < 1)
        {
            return 0;
        }

        var decade = 0;
        var unit = 1L;
        while (decade < Decades && microseconds >= unit * 10)
        {
            unit *= 10;
            decade++;
        }

        return decade == Decades ? (Decades * PerDecade) + 1
            : decade == 0 ? 1 + (int)((microseconds - 1) * 10)
            : 1 + (decade * PerDecade) + (int)((microseconds - unit) / (unit / 10));
    }
}
