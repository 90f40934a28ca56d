namespace MarketFlow.Testing.Tests;

internal static class SmallMarketOpen
{
    /// <summary>A tenth of the target load for a tenth of the time, with everything in it.</summary>
    public static MarketOpenOptions Options { get; } = new()
    {
        Symbols = 800,
        Ramp = TimeSpan.FromSeconds(6),
        StartRate = 1_500,
        PeakRate = 10_000,
        SpikeRate = 25_000,
        DuplicateShare = 0.02,
    };

    public static MarketOpenTruth Read(MarketOpenOptions options)
    {
        var truth = new MarketOpenTruth();
        Assert.Equal(MarketOpen.Arrivals(options, truth).Count(), truth.Arrived);
        return truth;
    }
}
