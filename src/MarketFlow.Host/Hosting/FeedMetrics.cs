using System.Diagnostics.Metrics;

namespace MarketFlow.Host;

/// <summary>What is measured of feeds. Any thread.</summary>
internal static class FeedMetrics
{
    private static readonly Histogram<double> _gap = HostMeter.Instance.CreateHistogram<double>(
        "marketflow.feed.gap", "s", "How long a feed was not there, once it is back: from the last sign of it to the next.");

    /// <summary>A feed is back.</summary>
    public static void Gap(Gap<string> gap) => _gap.Record(Math.Max(0, (gap.To - gap.From).TotalSeconds), new KeyValuePair<string, object?>("feed", gap.Key));
}
