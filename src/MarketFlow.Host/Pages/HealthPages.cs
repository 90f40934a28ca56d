using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: events can flow from every feed to clients.</summary>
/// <remarks>
/// Ready is about the way being open. That a channel is slow or a connection of several is lost is told beside it, and is for alerts:
/// taking the host out of service would help nobody then.
/// </remarks>
internal static class HealthPages
{
    public static void Map(WebApplication app, MarketHost host)
    {
        app.MapGet("/health/live", () => Results.Text("live\n"));
        app.MapGet("/health/ready", () =>
        {
            var reasons = host.NotReady;
            var sample = host.Monitor.Latest;
            JsonObject answer = new()
            {
                ["ready"] = reasons.Count == 0,
                ["reasons"] = Words(reasons),
                ["simulated"] = host.IsSimulated,
                ["channels"] = new JsonArray([.. sample?.Channels.Select(channel => Part(channel.Name, channel.Reasons)) ?? []]),
                ["feeds"] = new JsonArray([.. sample?.Feeds.Select(feed => Part(feed.Name, feed.Reasons)) ?? []]),
            };
            return JsonText.Answer(answer, reasons.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }

    private static JsonObject Part(string name, IReadOnlyList<string> reasons) => new() { ["name"] = name, ["healthy"] = reasons.Count == 0, ["reasons"] = Words(reasons) };

    private static JsonArray Words(IReadOnlyList<string> reasons) => [.. reasons.Select(reason => JsonValue.Create(reason))];
}
