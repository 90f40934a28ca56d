using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What is kept as the latest: one event per topic, bars per interval too.</summary>
/// <param name="Topic">The narrowest topic of the event.</param>
/// <param name="Interval">The interval of a bar; zero for everything else.</param>
/// <param name="Part">What else is kept apart: limit bands from other statuses, and a vendor's channels; null for everything else.</param>
internal readonly record struct LatestKey(TopicFilter Topic, TimeSpan Interval, string? Part = null)
{
    public static LatestKey Of(MarketEvent value) => new(TopicFilter.Of(value), (value as Bar)?.Interval ?? default, PartOf(value));

    private static string? PartOf(MarketEvent value) => value switch
    {
        Status { Kind: MassiveDialect.LimitBandKind or "correction" or "cancel" } status => status.Kind,
        VendorMessage message => message.Channel,
        _ => null,
    };
}

/// <summary>Finds the latest events of topics, for clients that ask for a snapshot.</summary>
internal static class LatestEvents
{
    /// <summary>The rule by which an event becomes the latest of its key.</summary>
    /// <param name="kept">The latest so far.</param>
    /// <param name="next">An event that arrived after it.</param>
    public static bool Replaces(MarketEvent kept, MarketEvent next) => EventRecency.Replaces(kept, next);

    /// <returns>The latest event of each key that the topics cover, oldest first.</returns>
    public static IReadOnlyList<MarketEvent> Of(this LatestByKey<MarketEvent, LatestKey> latest, IReadOnlyCollection<TopicFilter> topics)
    {
        HashSet<TopicFilter> wanted = [.. topics];
        var found = latest.Snapshot(key => wanted.Contains(key.Topic) || wanted.Contains(key.Topic with { Symbol = TopicFilter.AllSymbols }));
        return [.. found.Where(EventRecency.IsState)];
    }
}
