namespace MarketFlow.Host;

/// <summary>The latest look at the host and the one before it: what rates are made of.</summary>
/// <param name="Now">The latest; null in the first second.</param>
/// <param name="Before">The one before; null in the first two.</param>
internal readonly record struct TwoSamples(HostSample? Now, HostSample? Before)
{
    public static TwoSamples Of(IReadOnlyList<HostSample> history) =>
        new(history.Count > 0 ? history[^1] : null, history.Count > 1 ? history[^2] : null);

    /// <summary>How much a count rose a second between the two.</summary>
    /// <param name="countOf">The count of a sample; null where the sample has none.</param>
    /// <returns>0 or more; null where there are not two counts to compare.</returns>
    public double? PerSecond(Func<HostSample, long?> countOf)
    {
        if (Now is null || Before is null || Now.At <= Before.At || countOf(Now) is not { } now || countOf(Before) is not { } before)
        {
            return null;
        }

        return Math.Max(0, now - before) / (Now.At - Before.At).TotalSeconds;
    }
}
