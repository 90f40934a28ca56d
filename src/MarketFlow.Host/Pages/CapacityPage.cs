using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary><c>/api/capacity</c>: how much more the host can take, and which stage would give way first.</summary>
internal static class CapacityPage
{
    public static void Map(WebApplication app, MarketHost host) => app.MapGet("/api/capacity", () => JsonText.Answer(Write(host.Monitor.Capacity, lanes: true)));

    /// <summary>The report.</summary>
    /// <param name="report">What was measured.</param>
    /// <param name="lanes">Whether the lanes are told too; the dashboard has them already.</param>
    public static JsonObject Write(CapacityReport report, bool lanes)
    {
        JsonObject json = new()
        {
            ["eventsPerSecond"] = JsonNumber.Of(report.EventsPerSecond),
            ["peakPerSecond"] = JsonNumber.Of(report.PeakPerSecond),
            ["processorMicrosecondsPerEvent"] = JsonNumber.Of(report.ProcessorMicrosecondsPerEvent, 3),
            ["projectedPerSecond"] = JsonNumber.Of(report.ProjectedPerSecond, 0),
            ["bottleneck"] = report.Bottleneck,
            ["headroom"] = JsonNumber.Of(report.Headroom, 2),
            ["bytesPerClient"] = JsonNumber.Of(report.BytesPerClient, 0),
        };
        if (lanes)
        {
            json["lanes"] = ChannelsPage.Lanes(report.Lanes);
        }

        return json;
    }
}
