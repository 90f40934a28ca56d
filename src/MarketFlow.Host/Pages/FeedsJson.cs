using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>How the feeds and their connections are, as the dashboard shows it; <c>/api/feeds</c> tells more, but not how fast.</summary>
internal static class FeedsJson
{
    public static JsonArray Write(TwoSamples samples) => [.. (samples.Now?.Feeds ?? []).Select(feed => Feed(feed, samples))];

    private static JsonObject Feed(FeedSample feed, TwoSamples samples) => new()
    {
        ["name"] = feed.Name,
        ["dialect"] = feed.Dialect,
        ["trouble"] = feed.Trouble switch
        {
            FeedTrouble.None => null,
            FeedTrouble.OverCap => "over-cap",
            _ => feed.Trouble.ToString().ToLowerInvariant(),
        },
        ["reasons"] = JsonNumber.Words(feed.Reasons),
        ["cutOff"] = feed.IsCutOff,
        ["events"] = feed.Events,
        ["perSecond"] = JsonNumber.Of(samples.PerSecond(sample => Find(sample, feed.Name)?.Events)),
        ["faults"] = feed.Faults,
        ["faultRate"] = JsonNumber.Of(feed.FaultRate, 4),
        ["gaps"] = feed.Gaps,
        ["refused"] = JsonNumber.Words([.. feed.Refused.Select(status => status.ToString())]),
        ["connections"] = new JsonArray([.. feed.Connections.Select(connection => Connection(feed.Name, connection, samples))]),
    };

    private static JsonObject Connection(string feed, ConnectionSample connection, TwoSamples samples) => new()
    {
        ["slot"] = connection.Slot,
        ["state"] = connection.State,
        ["lastError"] = connection.LastError,
        ["lastFrameAt"] = JsonNumber.Time(connection.LastFrameAt),
        ["attempts"] = connection.Attempts,
        ["frames"] = connection.Frames,
        ["bytes"] = connection.Bytes,
        ["bytesPerSecond"] = JsonNumber.Of(
            samples.PerSecond(sample => Find(sample, feed)?.Connections.FirstOrDefault(one => one.Slot == connection.Slot)?.Bytes), digits: 0),
    };

    private static FeedSample? Find(HostSample sample, string name) => sample.Feeds.FirstOrDefault(feed => feed.Name == name);
}
