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
        Status { Kind: MassiveDialect.LimitBandKind or StatusKinds.Correction or StatusKinds.Cancel or StatusKinds.NotUndone } status => status.Kind,
        VendorMessage message => message.Channel,
        _ => null,
    };
}

/// <summary>Finds the latest events of topics, for clients that ask for a snapshot.</summary>
internal static class LatestEvents
{
    /// <summary>The rule by which an event becomes the latest of its key: the newest, and of trades the newest that may set the last price.</summary>
    /// <param name="kept">The latest so far.</param>
    /// <param name="next">An event that arrived after it.</param>
    public static bool Replaces(MarketEvent kept, MarketEvent next) =>
        (kept is Trade last && next is Trade trade ? TradeEligibility.ReplacesLast(last, trade) : null) ?? EventRecency.Replaces(kept, next);

    /// <returns>The latest event of each key that the topics cover, oldest first.</returns>
    public static IReadOnlyList<MarketEvent> Of(this LatestByKey<MarketEvent, LatestKey> latest, IReadOnlyCollection<TopicFilter> topics)
    {
        HashSet<TopicFilter> wanted = [.. topics];
        return latest.Shown(key => wanted.Contains(key.Topic) || wanted.Contains(key.Topic with { Symbol = TopicFilter.AllSymbols }));
    }

    /// <returns>The latest event of each key of a symbol, oldest first.</returns>
    public static IReadOnlyList<MarketEvent> Of(this LatestByKey<MarketEvent, LatestKey> latest, string symbol) =>
        latest.Shown(key => key.Topic.Symbol == symbol);

    // A trade that may not set the last price, or that the symbol's last cancel or correction is about, is shown to no client.
    private static IReadOnlyList<MarketEvent> Shown(this LatestByKey<MarketEvent, LatestKey> latest, Func<LatestKey, bool> isWanted)
    {
        var found = latest.Snapshot(key => isWanted(key) || key.Part is StatusKinds.Cancel or StatusKinds.Correction);
        var changed = found.OfType<Status>().Select(status => status.Change?.Trade).OfType<EventKey>().ToHashSet();
        return [.. found.Where(value => EventRecency.IsState(value) && (value is not Trade trade || IsShown(trade, changed)))];
    }

    private static bool IsShown(Trade trade, HashSet<EventKey> changed) =>
        TradeEligibility.UsStocks(trade).SetsLast(isFirst: true) && !(trade.Identity is { } identity && changed.Contains(identity));
}
