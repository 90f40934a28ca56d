using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary><c>/api/channels</c>: what flows through the three channels, how fast and how late, and how full the lanes are.</summary>
internal static class ChannelsPage
{
    public static void Map(WebApplication app, MarketHost host) =>
        app.MapGet("/api/channels", () => JsonText.Answer(Write(TwoSamples.Of(host.Monitor.History))));

    /// <summary>Channels and lanes; both empty before the first sample.</summary>
    public static JsonObject Write(TwoSamples samples) => new()
    {
        ["channels"] = new JsonArray([.. (samples.Now?.Channels ?? []).Select(channel => Channel(channel, samples))]),
        ["lanes"] = Lanes(samples.Now?.Lanes ?? []),
    };

    public static JsonArray Lanes(IEnumerable<LaneSample> lanes) => [.. lanes.Select(Lane)];

    private static JsonObject Channel(ChannelSample channel, TwoSamples samples) => new()
    {
        ["name"] = channel.Name,
        ["healthy"] = channel.Reasons.Count == 0,
        ["reasons"] = JsonNumber.Words(channel.Reasons),
        ["received"] = channel.Received,
        ["emitted"] = channel.Emitted,
        ["faults"] = channel.Faults,
        ["errorRate"] = JsonNumber.Of(channel.ErrorRate, 4),
        ["breakerOpen"] = channel.IsBreakerOpen,
        ["lastFailure"] = channel.LastFailure,
        ["perSecond"] = JsonNumber.Of(samples.PerSecond(sample => sample.Channels.FirstOrDefault(one => one.Name == channel.Name)?.Received)),
        ["p50Ms"] = JsonNumber.Milliseconds(channel.P50),
        ["p99Ms"] = JsonNumber.Milliseconds(channel.P99),
        ["budgetMs"] = JsonNumber.Milliseconds(channel.Budget),
        ["lane"] = Lane(channel.Lane),
    };

    private static JsonObject Lane(LaneSample lane) => new()
    {
        ["name"] = lane.Name,
        ["waiting"] = lane.Waiting,
        ["highWater"] = lane.HighWater,
        ["capacity"] = lane.Capacity,
    };
}
