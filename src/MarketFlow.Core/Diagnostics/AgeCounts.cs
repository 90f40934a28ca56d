namespace MarketFlow;

/// <summary>What an <see cref="AgeHistogram"/> had counted at one instant, or between two. Immutable.</summary>
public sealed class AgeCounts
{
    private readonly long[] _counts;
    private readonly long _sumNanoseconds;

    internal AgeCounts(long[] counts, long sumNanoseconds)
    {
        (_counts, _sumNanoseconds) = (counts, sumNanoseconds);
        Count = counts.Sum();
    }

    /// <summary>How many ages were counted.</summary>
    public long Count { get; }

    /// <summary>All of them together, up to 292 years.</summary>
    public TimeSpan Sum => new(_sumNanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>What was counted since an earlier reading of the same histogram.</summary>
    /// <param name="earlier">The earlier reading.</param>
    /// <exception cref="ArgumentNullException"><paramref name="earlier"/> is null.</exception>
    public AgeCounts Since(AgeCounts earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        var counts = new long[_counts.Length];
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            counts[bucket] = _counts[bucket] - earlier._counts[bucket];
        }

        return new(counts, _sumNanoseconds - earlier._sumNanoseconds);
    }

    /// <summary>The age that a share of all stayed below: the end of the bucket in which it lies.</summary>
    /// <param name="share">0 to 1, e.g. 0.99.</param>
    /// <returns>Null where nothing was counted; 100 s where it lies above that.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is below 0 or above 1.</exception>
    public TimeSpan? Quantile(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        if (Count == 0)
        {
            return null;
        }

        var wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        var seen = 0L;
        var bucket = 0;
        while ((seen += _counts[bucket]) < wanted)
        {
            bucket++;
        }

        return bucket == _counts.Length - 1 ? TimeSpan.FromSeconds(100) : new(AgeHistogram.EndOf(bucket) * TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>How many stayed below a bound.</summary>
    /// <param name="bound">Exact where it has at most two leading digits and at least a microsecond; otherwise the next lower such bound counts.</param>
    public long Below(TimeSpan bound)
    {
        var microseconds = bound.Ticks / TimeSpan.TicksPerMicrosecond;
        var count = 0L;
        for (var bucket = 0; bucket < _counts.Length - 1 && AgeHistogram.EndOf(bucket) <= microseconds; bucket++)
        {
            count += _counts[bucket];
        }

        return count;
    }
}
