using System.Net;
using System.Net.WebSockets;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

public sealed class PagesTests
{
    [Fact]
    public async Task Tell_that_the_host_is_live_ready_and_balanced_on_the_simulated_market()
    {
        await using var host = await RunningHost.StartAsync();
        using var client = await host.SubscribeAsync("trade.*", "quote.*");
        await client.ReadAsync(1_000);

        var ready = await host.GetAsync("/health/ready");
        var status = await host.GetAsync("/api/status");
        var ledger = await host.GetAsync("/api/ledger");

        Assert.True(ready.GetProperty("ready").GetBoolean());
        Assert.Equal("live", (await host.TextAsync("/health/live")).Text.Trim());
        Assert.Equal("simulated", status.GetProperty("feeds")[0].GetProperty("name").GetString());
        Assert.Equal(1, status.GetProperty("clients").GetInt32());
        Assert.Equal(Environment.ProcessId, status.GetProperty("process").GetProperty("id").GetInt32());
        Assert.InRange(status.GetProperty("process").GetProperty("workingSetBytes").GetInt64(), 1, long.MaxValue);
        Assert.Equal(["tick", "bars", "fmv"], status.GetProperty("channels").EnumerateArray().Select(channel => channel.GetProperty("name").GetString()!));
        Assert.Equal(0, ledger.GetProperty("imbalance").GetInt64());
        Assert.InRange(ledger.Stage("clients").GetProperty("emitted").GetInt64(), 1_000, long.MaxValue);
        Assert.InRange(ledger.Stage("fan-out").Removed("filtered"), 0, ledger.Stage("fan-out").GetProperty("received").GetInt64());
    }

    [Fact]
    public async Task Say_in_words_why_the_host_is_not_ready()
    {
        await using var host = await RunningHost.OnHitBtcAsync(new("ws://127.0.0.1:1/"), connections: 1);

        var (status, text) = await host.TextAsync("/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("feed hitbtc: no connection to ws://127.0.0.1:1/ is open", JsonDocument.Parse(text).RootElement.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keep_out_pages_of_other_sites_and_let_in_their_own()
    {
        await using var host = await RunningHost.StartAsync(("AllowedOrigins:0", "https://desk.example"));

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectFromAsync("https://elsewhere.example"));
        await ConnectFromAsync("https://desk.example");
        await ConnectFromAsync(host.Address.GetLeftPart(UriPartial.Authority));

        async Task ConnectFromAsync(string origin)
        {
            using ClientWebSocket socket = new();
            socket.Options.SetRequestHeader("Origin", origin);
            await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = "/ws" }.Uri, TestClient.Patience());
        }
    }

    [Fact]
    public async Task Send_a_snapshot_before_what_follows()
    {
        await using var host = await RunningHost.StartAsync(("Simulation:Symbols", "10"));
        using var first = await host.SubscribeAsync("quote.AAPL");
        var seen = await first.ReadAsync();

        using var second = await host.SubscribeAsync();
        await second.AskAsync("""{"op":"subscribe","topics":["quote.AAPL"],"snapshot":true}""");
        var snapshot = await second.ReadAsync();
        var live = await second.ReadAsync();

        Assert.True(snapshot.GetProperty("backfill").GetBoolean());
        Assert.InRange(Sequence(snapshot), Sequence(seen), Sequence(live) - 1);

        static long Sequence(JsonElement message) => message.GetProperty("source").GetProperty("sequence").GetInt64();
    }

    [Fact]
    public async Task Conflate_for_a_client_that_asks_for_it_and_count_it()
    {
        await using var host = await RunningHost.StartAsync(("Simulation:Symbols", "10"));
        using var client = await host.SubscribeAsync();
        await client.AskAsync("""{"op":"subscribe","topics":["quote.*"],"conflateMs":200}""");

        var messages = await client.ReadAsync(60);

        Assert.Contains(messages, message => message.GetProperty("type").GetString() == "quote");
        Assert.InRange((await host.GetAsync("/api/ledger")).Stage("clients").Removed("conflated"), 1, long.MaxValue);
    }
}
