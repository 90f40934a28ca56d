using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary><c>/api/status</c>, <c>/api/feeds</c>, <c>/api/ledger</c> and <c>/api/faults</c>.</summary>
internal static class StatusPages
{
    /// <summary>The program's version.</summary>
    public static readonly string Version = typeof(StatusPages).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static void Map(WebApplication app, MarketHost host)
    {
        app.MapGet("/api/status", () => JsonText.Answer(Status(host)));
        app.MapGet("/api/feeds", () => JsonText.Answer(Feeds(host)));
        app.MapGet("/api/ledger", () => JsonText.Answer(LedgerWithClients(host)));
        app.MapGet("/api/faults", () => JsonText.Answer(Faults(host)));
    }

    internal static JsonObject LedgerWithClients(MarketHost host)
    {
        var clients = host.Hub.Ledger.Snapshot() + host.TestFeed.Hub.Ledger.Snapshot();
        var json = LedgerJson.ToJson(host.Ledger.Snapshot());
        json["stages"]!.AsArray().Add(ClientLedgerJson.Write(clients));
        json["imbalance"] = json["imbalance"]!.GetValue<long>() + Math.Abs(clients.Imbalance);
        return json;
    }

    private static JsonObject Status(MarketHost host)
    {
        var reasons = host.NotReady;
        return new()
        {
            ["version"] = Version,
            ["startedAt"] = ((Timestamp)host.StartedAt).ToString(format: null, CultureInfo.InvariantCulture),
            ["now"] = ((Timestamp)host.Now).ToString(format: null, CultureInfo.InvariantCulture),
            ["simulated"] = host.IsSimulated,
            ["ready"] = reasons.Count == 0,
            ["reasons"] = new JsonArray([.. reasons.Select(reason => JsonValue.Create(reason))]),
            ["feeds"] = FeedList(host),
            ["channels"] = new JsonArray([.. host.Pipeline.Channels.Select(channel => Channel(channel, host))]),
            ["lanes"] = new JsonArray([.. host.Pipeline.Lanes.Select(Lane)]),
            ["clients"] = host.Hub.Clients.Count + host.TestFeed.Hub.Clients.Count,
            ["unspeakable"] = host.Hub.Unspeakable,
            ["otherMarkets"] = host.Hub.OtherMarkets,
            ["faults"] = FaultCount(host),
            ["unusual"] = host.Feeds.Sum(feed => feed.UnusualCount),
            ["process"] = ProcessJson.Write(),
        };
    }

    private static JsonObject Feeds(MarketHost host) => new() { ["feeds"] = FeedList(host) };

    private static JsonArray FeedList(MarketHost host) => [.. host.Feeds.Select(feed => feed.ToJson())];

    private static JsonObject Channel(MarketChannel channel, MarketHost host)
    {
        var state = channel.Monitor.State;
        return new()
        {
            ["name"] = channel.Name,
            ["isBreakerOpen"] = state.IsOpen(host.Now),
            ["failuresInARow"] = state.FailuresInARow,
            ["lastFailure"] = state.LastFailure,
        };
    }

    private static JsonObject Lane(Lane<MarketEvent> lane) => new()
    {
        ["name"] = lane.Options.Name,
        ["capacity"] = lane.Options.Capacity,
        ["waiting"] = lane.State.Waiting,
        ["highWater"] = lane.State.HighWater,
    };

    private static JsonObject Faults(MarketHost host) => new()
    {
        ["total"] = FaultCount(host),
        ["latest"] = new JsonArray([.. host.Feeds.SelectMany(feed => feed.Faults), .. host.Pipeline.Faults.Latest().Select(Fault)]),
        ["unusual"] = new JsonObject
        {
            ["total"] = host.Feeds.Sum(feed => feed.UnusualCount),
            ["latest"] = new JsonArray([.. host.Feeds.SelectMany(feed => feed.Unusual)]),
        },
    };

    private static long FaultCount(MarketHost host) => host.Feeds.Sum(feed => feed.FaultCount) + host.Pipeline.Faults.Total;

    private static JsonObject Fault(ChannelFault<MarketEvent> fault)
    {
        var first = fault.Batch.Count > 0 ? fault.Batch[0].Source : default;
        var json = FaultJson.Write(first.Feed, first.Connection, Timestamp.Clamp(fault.At), fault.Reason, first.Original);
        json["channel"] = fault.Channel;
        json["events"] = fault.Batch.Count;
        return json;
    }
}
