using System.Globalization;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary><c>/api/clients</c>: who is connected, the slowest first, and what waits for each.</summary>
internal static class ClientsPage
{
    /// <summary>Most clients that are told of; the count is of all.</summary>
    public const int Most = 200;

    public static void Map(WebApplication app, MarketHost host) => app.MapGet("/api/clients", () => JsonText.Answer(Write(host, Most)));

    /// <summary>The clients, those of the test feed included.</summary>
    /// <param name="host">Whose clients they are.</param>
    /// <param name="most">How many are told of.</param>
    public static JsonObject Write(MarketHost host, int most)
    {
        List<Row> rows = [.. Rows(host.Hub, string.Empty), .. Rows(host.TestFeed.Hub, "test-")];
        return new()
        {
            ["count"] = rows.Count,
            ["waitingBytes"] = rows.Sum(row => row.WaitingBytes),
            ["slow"] = host.Hub.Ledger.SlowClients + host.TestFeed.Hub.Ledger.SlowClients,
            ["clients"] = new JsonArray([.. rows
                .OrderByDescending(row => row.Lag ?? TimeSpan.Zero)
                .ThenByDescending(row => row.WaitingBytes)
                .ThenBy(row => row.Client.Id)
                .Take(most)
                .Select(Client)]),
        };
    }

    private static IEnumerable<Row> Rows(ClientHub hub, string prefix) =>
        hub.Clients.Select(client => new Row(prefix, client, client.Outbox.WaitingBytes, client.Lag));

    private static JsonObject Client(Row row)
    {
        var account = row.Client.Outbox.Account;
        JsonObject client = new()
        {
            // The hubs number their clients each from 1.
            ["id"] = row.Prefix + row.Client.Id.ToString(CultureInfo.InvariantCulture),
            ["address"] = row.Client.Address,
            ["protocol"] = row.Client.Protocol.Name,
            ["topics"] = row.Client.Topics,
            ["waitingBytes"] = row.WaitingBytes,
            ["lagMs"] = JsonNumber.Milliseconds(row.Lag),
            ["delivered"] = account.Emitted,
            ["conflated"] = account.Conflated,
            ["connectedAt"] = JsonNumber.Time(row.Client.ConnectedAt),
        };
        if (row.Client.Warnings is { Count: > 0 } warnings)
        {
            client["warnings"] = new JsonArray([.. warnings.Select(warning => JsonValue.Create(warning))]);
        }

        return client;
    }

    // Lag and bytes change while they are sorted by; each is read once.
    private readonly record struct Row(string Prefix, Client Client, long WaitingBytes, TimeSpan? Lag);
}
