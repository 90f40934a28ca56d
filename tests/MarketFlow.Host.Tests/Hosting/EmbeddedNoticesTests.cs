using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>A host without feeds, and the program <c>simulate</c>: everything that a protocol has comes out at its clients.</summary>
public sealed class EmbeddedNoticesTests
{
    private const string AlpacaAsks =
        """{"action":"subscribe","trades":["*"],"quotes":["*"],"bars":["*"],"updatedBars":["*"],"dailyBars":["*"],"statuses":["*"],"lulds":["*"]}""";

    // So fast that a minute takes a second.
    private static readonly (string, string)[] _market =
    [
        ("Simulation:Speed", "60"), ("Simulation:Symbols", "40"), ("Simulation:EventsPerSecond", "60"), ("Simulation:StartTime", "2026-03-09T15:00:00Z"),
    ];

    [Fact]
    public async Task A_client_of_Massives_gets_every_channel()
    {
        await using var host = await RunningHost.StartAsync(_market);
        using var client = await host.ConnectAsync("/stocks");
        await client.ReadAsync();
        await client.AskAsync(MassiveClients.Auth());
        await client.AskAsync(MassiveClients.Subscribe("T.*,Q.*,A.*,AM.*,FMV.*,LULD.*"));

        await UntilAllAsync(client, "ev", "T", "Q", "A", "AM", "FMV", "LULD");
    }

    [Theory]
    [InlineData(false)] // the host on its own market: what Massive has no messages for does not come over its socket
    [InlineData(true)] // the market itself, as simulate serves it
    public async Task A_client_of_Alpacas_gets_every_list(bool isVendor)
    {
        await using var host = isVendor ? await RunningHost.StartVendorAsync(_market) : await RunningHost.StartAsync(_market);
        using var client = await host.ConnectAsync("/v2/sip");
        await client.ReadAsync();
        await client.AskAsync(AlpacaClients.Auth());
        await client.AskAsync(AlpacaAsks);

        await UntilAllAsync(client, "T", "t", "q", "b", "u", "d", "s", "l", "c", "x");
        var stages = (await host.GetAsync("/api/ledger")).GetProperty("imbalance").GetInt64();
        Assert.Equal(0, stages);
    }

    private static async Task UntilAllAsync(VendorClient client, string field, params string[] kinds)
    {
        HashSet<string> missing = [.. kinds];
        while (missing.Count > 0)
        {
            using var value = JsonDocument.Parse(await client.ReadEventAsync());
            missing.Remove(value.RootElement.GetProperty(field).GetString()!);
        }
    }
}
