using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: events can flow from every feed to clients.</summary>
internal static class HealthPages
{
    public static void Map(WebApplication app, MarketHost host)
    {
        app.MapGet("/health/live", () => Results.Text("live\n"));
        app.MapGet("/health/ready", () =>
        {
            var reasons = host.NotReady;
            JsonObject answer = new() { ["ready"] = reasons.Count == 0, ["reasons"] = new JsonArray([.. reasons.Select(reason => JsonValue.Create(reason))]) };
            return JsonText.Answer(answer, reasons.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }
}
