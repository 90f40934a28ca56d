namespace MarketFlow.Tests;

/// <summary>What a detection about a bar tells, and which bar caused it.</summary>
internal sealed record BarTelling(
    long? Cause, string Symbol, Timestamp Time, bool IsBackfill, BarPattern Pattern, decimal Price, string? Direction, decimal Value, decimal Threshold, TimeSpan Interval)
{
    public static BarTelling Of(Detection found)
    {
        var detail = Assert.IsType<BarDetail>(found.Detail);
        Assert.Equal(DetectionKinds.Bar, found.Kind);
        return new(
            found.Source.Sequence, found.Symbol, found.Time, found.IsBackfill, detail.Pattern, found.Price, found.Direction, detail.Value, detail.Threshold, detail.Interval);
    }

    public static BarTelling Of(Bar bar, BarPattern pattern, decimal price, string? direction, decimal value, decimal threshold) =>
        new(bar.Source.Sequence, bar.Symbol, bar.Time, bar.IsBackfill, pattern, price, direction, value, threshold, bar.Interval);
}
