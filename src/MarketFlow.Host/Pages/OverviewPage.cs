using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary><c>/api/overview</c>: all that the dashboard shows, in one answer a second. Its parts are those of the other pages under <c>/api</c>.</summary>
internal static class OverviewPage
{
    private const int MostClients = 12;
    private const int MostNews = 12;
    private const int MostResolved = 4;

    /// <summary>Serves it.</summary>
    /// <param name="app">Where.</param>
    /// <param name="host">Of whom.</param>
    /// <param name="more">Parts of other pages: their names, and how each is written.</param>
    public static void Map(WebApplication app, MarketHost host, params (string Name, Func<JsonNode?> Write)[] more) =>
        app.MapGet("/api/overview", (long? news) =>
        {
            var json = Write(host, news ?? 0);
            foreach (var (name, write) in more)
            {
                json[name] = write();
            }

            return JsonText.Answer(json);
        });

    /// <summary>The alerts that the dashboard shows: all that fire, and the latest that are over. The others are at <c>/api/alerts</c>.</summary>
    public static IReadOnlyList<Alert> Shown(IReadOnlyList<Alert> alerts) =>
        [.. alerts.Where(alert => alert.ResolvedAt is null), .. alerts.Where(alert => alert.ResolvedAt is not null).Take(MostResolved)];

    internal static JsonObject Write(MarketHost host, long newsAfter)
    {
        var samples = TwoSamples.Of(host.Monitor.History);
        var reasons = host.NotReady;
        var json = ChannelsPage.Write(samples);
        json["version"] = StatusPages.Version;
        json["startedAt"] = JsonNumber.Time(host.StartedAt);
        json["now"] = JsonNumber.Time(host.Now);
        json["at"] = JsonNumber.Time(samples.Now?.At);
        json["simulated"] = host.IsSimulated;
        json["ready"] = reasons.Count == 0;
        json["reasons"] = JsonNumber.Words(reasons);
        json["flow"] = Flow(samples);
        json["feeds"] = FeedsJson.Write(samples);
        json["clients"] = ClientsPage.Write(host, MostClients);
        json["ledger"] = StatusPages.LedgerWithClients(host);
        json["capacity"] = CapacityPage.Write(host.Monitor.Capacity, lanes: false);
        json["news"] = NewsJson.Write(host.News, newsAfter, MostNews);
        return json;
    }

    private static JsonObject? Flow(TwoSamples samples) => samples.Now is not { } now ? null : new JsonObject
    {
        ["received"] = now.Received,
        ["perSecond"] = JsonNumber.Of(samples.PerSecond(sample => sample.Received)),
        ["delivered"] = now.Delivered,
        ["deliveredPerSecond"] = JsonNumber.Of(samples.PerSecond(sample => sample.Delivered)),
        ["lost"] = now.Lost,
        ["residentBytes"] = now.ResidentBytes,
        ["heapBytes"] = now.HeapBytes,
        ["processors"] = Environment.ProcessorCount,
        ["processorsUsed"] = JsonNumber.Of(samples.PerSecond(sample => sample.ProcessorTime.Ticks) / TimeSpan.TicksPerSecond, 3),
        ["pausesMsPerSecond"] = JsonNumber.Of(samples.PerSecond(sample => sample.GarbagePauses.Ticks) / TimeSpan.TicksPerMillisecond, 2),
    };
}
