using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary><c>/api/history</c>: the last 15 minutes in at most 180 points, for the dashboard's lines.</summary>
internal static class HistoryPage
{
    /// <summary>Most points that are told.</summary>
    public const int MostPoints = 180;

    public static void Map(WebApplication app, MarketHost host) => app.MapGet("/api/history", () => JsonText.Answer(Write(host.Monitor.History)));

    /// <summary>Each point stands for the samples since the one before it: rates are their mean, latencies their worst, sizes the last.</summary>
    /// <param name="samples">Oldest first, a second apart.</param>
    public static JsonObject Write(IReadOnlyList<HostSample> samples)
    {
        // The first sample has nothing before it that it could be compared with.
        var step = Math.Max(1, (samples.Count - 1 + MostPoints - 1) / MostPoints);
        List<(HostSample From, HostSample To, int End)> points = [];
        for (var end = samples.Count - 1; end - step >= 0; end -= step)
        {
            points.Add((samples[end - step], samples[end], end));
        }

        points.Reverse();
        JsonObject channels = [];
        foreach (var name in samples.Count == 0 ? [] : samples[^1].Channels.Select(channel => channel.Name))
        {
            channels[name] = new JsonObject
            {
                ["perSecond"] = new JsonArray([.. points.Select(point => JsonNumber.Of(new TwoSamples(point.To, point.From).PerSecond(sample => Find(sample, name)?.Received)))]),
                ["p99Ms"] = new JsonArray([.. points.Select(point => JsonNumber.Milliseconds(
                    Enumerable.Range(point.End - step + 1, step).Max(index => Find(samples[index], name)?.P99)))]),
            };
        }

        return new()
        {
            ["stepMs"] = step * 1_000,
            ["at"] = new JsonArray([.. points.Select(point => JsonNumber.Time(point.To.At))]),
            ["channels"] = channels,
            ["residentBytes"] = new JsonArray([.. points.Select(point => JsonValue.Create(point.To.ResidentBytes))]),
            ["clients"] = new JsonArray([.. points.Select(point => JsonValue.Create(point.To.Clients))]),
        };
    }

    private static ChannelSample? Find(HostSample sample, string channel) => sample.Channels.FirstOrDefault(one => one.Name == channel);
}
