namespace MarketFlow.Host;

/// <summary>What is kept as the latest: one event per topic, bars per interval too.</summary>
/// <param name="Topic">The narrowest topic of the event.</param>
/// <param name="Interval">The interval of a bar; zero for everything else.</param>
internal readonly record struct LatestKey(TopicFilter Topic, TimeSpan Interval)
{
    public static LatestKey Of(MarketEvent value) => new(TopicFilter.Of(value), (value as Bar)?.Interval ?? default);
}

/// <summary>Finds the latest events of topics, for clients that ask for a snapshot.</summary>
internal static class LatestEvents
{
    /// <returns>The latest event of each key that the topics cover, oldest first.</returns>
    public static IReadOnlyList<MarketEvent> Of(this LatestByKey<MarketEvent, LatestKey> latest, IReadOnlyCollection<TopicFilter> topics)
    {
        HashSet<TopicFilter> wanted = [.. topics];
        return latest.Snapshot(key => wanted.Contains(key.Topic) || wanted.Contains(key.Topic with { Symbol = TopicFilter.AllSymbols }));
    }
}
