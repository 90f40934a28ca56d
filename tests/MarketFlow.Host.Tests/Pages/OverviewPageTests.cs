using System.Text.Json;

namespace MarketFlow.Host.Tests;

public sealed class OverviewPageTests
{
    [Fact]
    public async Task Holds_what_the_pages_of_its_parts_tell()
    {
        await using var host = await RunningHost.StartAsync(("Simulation:Symbols", "10"));
        using var client = await host.SubscribeAsync("trade.*");
        await client.ReadAsync(200);
        var overview = await UntilAsync(host, json => json.GetProperty("channels").GetArrayLength() == 3);

        Assert.True(overview.GetProperty("ready").GetBoolean());
        Assert.Equal(Names(await host.GetAsync("/api/channels"), "lanes"), Names(overview, "lanes"));
        Assert.Equal(["status", "tick", "bars", "fmv", "other"], Names(overview, "lanes"));
        Assert.Equal(["simulated"], Names(overview, "feeds"));
        Assert.Equal(1, overview.GetProperty("clients").GetProperty("count").GetInt32());
        Assert.Equal(0, overview.GetProperty("ledger").GetProperty("imbalance").GetInt64());
        Assert.Equal(0, overview.GetProperty("alerts").GetProperty("firing").GetInt32());
        Assert.False(overview.GetProperty("record").GetProperty("recording").GetBoolean());
        Assert.Equal(JsonValueKind.String, (await host.GetAsync("/api/capacity")).GetProperty("bottleneck").ValueKind);
    }

    [Fact]
    public async Task Tells_of_each_client_who_it_is_and_what_it_got()
    {
        await using var host = await RunningHost.StartAsync(("Simulation:Symbols", "10"));
        using var client = await host.SubscribeAsync("trade.*");
        await client.ReadAsync(50);

        var told = (await host.GetAsync("/api/clients")).GetProperty("clients")[0];

        Assert.Equal("1", told.GetProperty("id").GetString());
        Assert.StartsWith("127.0.0.1:", told.GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.Equal("marketflow", told.GetProperty("protocol").GetString());
        Assert.Equal(1, told.GetProperty("topics").GetInt32());
        Assert.InRange(told.GetProperty("delivered").GetInt64(), 50, long.MaxValue);
        Assert.InRange(told.GetProperty("connectedAt").GetDateTimeOffset(), host.Market.StartedAt, host.Market.Now);
    }

    [Fact]
    public async Task Looking_does_not_change_what_is_looked_at()
    {
        await using var host = await RunningHost.StartAsync();
        var before = (await host.GetAsync("/api/feeds")).GetProperty("feeds")[0].GetProperty("topics").GetInt32();

        await host.GetAsync("/api/overview?news=0");

        Assert.Equal(before, (await host.GetAsync("/api/feeds")).GetProperty("feeds")[0].GetProperty("topics").GetInt32());
        Assert.Equal(0, (await host.GetAsync("/api/clients")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Tells_news_once()
    {
        await using var host = await RunningHost.StartAsync();
        var first = await UntilAsync(host, json => json.GetProperty("news").GetProperty("seq").GetInt64() > 0);
        var seq = first.GetProperty("news").GetProperty("seq").GetInt64();

        var next = await host.GetAsync($"/api/overview?news={seq}");

        Assert.NotEqual(0, first.GetProperty("news").GetProperty("items").GetArrayLength());
        Assert.All(next.GetProperty("news").GetProperty("items").EnumerateArray(), item => Assert.InRange(item.GetProperty("seq").GetInt64(), seq + 1, long.MaxValue));
    }

    private static IEnumerable<string?> Names(JsonElement json, string of) => json.GetProperty(of).EnumerateArray().Select(one => one.GetProperty("name").GetString());

    private static async Task<JsonElement> UntilAsync(RunningHost host, Func<JsonElement, bool> isSo)
    {
        var patience = TestClient.Patience();
        while (true)
        {
            patience.ThrowIfCancellationRequested();
            var json = await host.GetAsync("/api/overview");
            if (isSo(json))
            {
                return json;
            }
        }
    }
}
