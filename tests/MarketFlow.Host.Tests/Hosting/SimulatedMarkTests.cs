using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>Invented prices are marked wherever a person or a program may take them for real ones; real ones are not.</summary>
public sealed class SimulatedMarkTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_simulated_market_is_marked_in_every_protocol_and_on_every_page(bool isVendor)
    {
        await using var host = isVendor ? await RunningHost.StartVendorAsync() : await RunningHost.StartAsync();

        foreach (var page in new[] { "/api/status", "/api/overview", "/health/ready" })
        {
            Assert.True(JsonDocument.Parse((await host.TextAsync(page)).Text).RootElement.GetProperty("simulated").GetBoolean(), page);
        }

        Assert.True((await host.GetAsync("/api/feeds")).GetProperty("feeds")[0].GetProperty("simulated").GetBoolean());
        Assert.Contains("\nmarketflow_simulated 1\n", (await host.TextAsync("/metrics")).Text, StringComparison.Ordinal);
        Assert.Equal(MassiveClients.ConnectedSimulated, await FirstAsync(host, "/stocks"));
        Assert.Equal(AlpacaClients.ConnectedSimulated, await FirstAsync(host, "/v2/sip"));
        Assert.Equal(AlpacaClients.ConnectedSimulated, await FirstAsync(host, "/v2/test"));
        Assert.Contains("\"simulated\":true", await SubscribedAsync(host), StringComparison.Ordinal);
        Assert.Contains("\\\"simulated\\\":true", await StatusUpdateAsync(host), StringComparison.Ordinal);
    }

    /// <summary>Before <c>T</c>, the extra key would be taken for the message's kind by clients that read the first one.</summary>
    [Fact]
    public async Task In_MessagePack_the_mark_comes_after_the_kind()
    {
        await using var host = await RunningHost.StartVendorAsync();
        using var client = await host.ConnectAsync("/v2/sip", "application/msgpack");

        byte[] expected = [0x91, 0x83, 0xa1, .. "T"u8, 0xa7, .. "success"u8, 0xa3, .. "msg"u8, 0xa9, .. "connected"u8, 0xa9, .. "simulated"u8, 0xc3];
        Assert.Equal(expected, await client.ReadBytesAsync());
    }

    [Fact]
    public async Task A_feed_is_not_marked()
    {
        await using var vendor = await RunningHost.StartVendorAsync();
        await using var host = await RunningHost.OnFeedAsync("massive", new UriBuilder(vendor.Address) { Scheme = "ws", Path = "/stocks" }.Uri, 1, ("Feeds:0:Key", "any"));

        foreach (var page in new[] { "/api/status", "/api/overview", "/health/ready" })
        {
            Assert.False(JsonDocument.Parse((await host.TextAsync(page)).Text).RootElement.GetProperty("simulated").GetBoolean(), page);
        }

        Assert.Equal(MassiveClients.Connected, await FirstAsync(host, "/stocks"));
        Assert.Equal(AlpacaClients.Connected, await FirstAsync(host, "/v2/sip"));
        Assert.DoesNotContain("simulated", await SubscribedAsync(host), StringComparison.Ordinal);
        Assert.DoesNotContain("simulated", await StatusUpdateAsync(host), StringComparison.Ordinal);
        using StringWriter greeting = new();
        Greeting.Write(greeting, [host.Address.ToString()], host.Market);
        Assert.DoesNotContain("SIMULATED", greeting.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The mark stands on the page before any figure does, and no answer takes it away but one that says otherwise.</summary>
    [Fact]
    public async Task The_dashboard_has_a_badge()
    {
        await using var host = await RunningHost.StartAsync();

        Assert.Contains("<p id=\"simulated\" class=\"simulated\" hidden><strong>SIMULATED</strong>", (await host.TextAsync("/")).Text, StringComparison.Ordinal);
        Assert.Contains("byId('simulated').hidden = !overview.simulated;", (await host.TextAsync("/dashboard/main.js")).Text, StringComparison.Ordinal);
    }

    private static async Task<string> FirstAsync(RunningHost host, string path)
    {
        using var client = await host.ConnectAsync(path);
        return await client.ReadAsync();
    }

    private static async Task<string> SubscribedAsync(RunningHost host)
    {
        using var client = await host.ConnectAsync("/ws");
        return await client.AskAsync("""{"op":"subscribe","topics":["trade.NONE"]}""");
    }

    private static async Task<string> StatusUpdateAsync(RunningHost host)
    {
        using var client = await PollingClient.OpenAsync(host.Address);
        await client.PostAsync("40");
        return await client.ReadAsync("42[\"status_update\"");
    }
}
