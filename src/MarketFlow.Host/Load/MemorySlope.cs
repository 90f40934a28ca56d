namespace MarketFlow.Host;

/// <summary>How fast a host's memory grows once it has settled.</summary>
internal static class MemorySlope
{
    private const double SecondsPerMinute = 60;
    private const double LeastSeconds = 60; // over less, a single collection decides

    /// <summary>The straight line of least squares through the second half of a run.</summary>
    /// <param name="samples">The run's record.</param>
    /// <param name="seconds">How long was measured.</param>
    /// <returns>Bytes a minute, negative where it shrinks; null where that half is shorter than a minute, or memory is unknown.</returns>
    public static double? Of(IReadOnlyList<UsageSample> samples, double seconds)
    {
        List<(double At, double Bytes)> half =
            [.. samples.Where(sample => sample.HostResident is not null && sample.At >= seconds / 2 && sample.At <= seconds).Select(sample => (sample.At, (double)sample.HostResident!))];
        if (half.Count < 2 || half[^1].At - half[0].At < LeastSeconds)
        {
            return null;
        }

        var (meanAt, meanBytes) = (half.Average(sample => sample.At), half.Average(sample => sample.Bytes));
        var slope = half.Sum(sample => (sample.At - meanAt) * (sample.Bytes - meanBytes)) / half.Sum(sample => (sample.At - meanAt) * (sample.At - meanAt));
        return slope * SecondsPerMinute;
    }
}
