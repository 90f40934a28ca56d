using System.Diagnostics.Metrics;

namespace MarketFlow.Host;

/// <summary>What is measured of feeds. Any thread.</summary>
internal static class FeedMetrics
{
    private static readonly Histogram<double> _gap = HostMeter.Instance.CreateHistogram<double>(
        "marketflow.feed.gap", "s", "How long a feed was not there, once it is back: from the last sign of it to the next.");

    private static readonly Counter<long> _refusals = HostMeter.Instance.CreateCounter<long>(
        "marketflow.feed.refusals", "{topic}", "Topics that a vendor has refused, each counted once until it is served or no longer wanted.");

    /// <summary>A vendor has refused topics.</summary>
    public static void Refused(string feed, int topics)
    {
        if (topics > 0)
        {
            _refusals.Add(topics, new KeyValuePair<string, object?>("feed", feed));
        }
    }

    /// <summary>A feed is back.</summary>
    public static void Gap(Gap<string> gap) => _gap.Record(Math.Max(0, (gap.To - gap.From).TotalSeconds), new KeyValuePair<string, object?>("feed", gap.Key));
}
