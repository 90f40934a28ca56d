using System.Text;
using MarketFlow.Feeds;

namespace MarketFlow.Host.Tests;

/// <summary>A message with a field that MarketFlow cannot use goes to clients of the vendor's own dialect unchanged and in its place, and to no others.</summary>
public sealed class UnusualMessageTests
{
    private const string Good = """{"ev":"T","sym":"MSFT","x":4,"i":"1","p":114.125,"s":100,"t":1536036818784}""";
    private const string Odd = """{"ev":"T", "sym":"MSFT","x":4,"i":"2","p":114.125,"s":5.551115123125783e-17,"t":1536036818785}""";
    private const string Later = """{"ev":"T","sym":"MSFT","x":4,"i":"3","p":114.25,"s":100,"t":1536036818786}""";
    private const string OddBar = """{"ev":"AM","sym":"MSFT","v":1,"o":2,"c":9,"h":3,"l":1,"s":1610144640000,"e":1610144700000}""";

    [Fact]
    public async Task Goes_to_a_client_of_its_dialect_in_its_place()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync("/stocks");
        await client.ReadAsync();
        await client.AskAsync("""{"action":"auth","params":"KEY"}""");
        await client.AskAsync("""{"action":"subscribe","params":"T.MSFT"}""");
        await client.AskAsync("""{"action":"subscribe","params":"AM.*"}""");

        await server.PublishAsync([.. new[] { Good, Odd, OddBar, Later }.Select(text => Told.By(new MassiveDialect(), text))]);

        Assert.Equal([Good, Odd, OddBar, Later], await client.ReadEventsAsync(4));
    }

    [Fact]
    public async Task Is_skipped_by_clients_of_ws_and_of_other_dialects()
    {
        await using var server = await ClientServer.StartAsync();
        using var own = await server.ConnectAsync();
        await own.AskAsync("""{"op":"subscribe","topics":["trade.MSFT"]}""");
        using var alpaca = await server.ConnectAsync("/v2/sip");
        await alpaca.ReadAsync();
        await alpaca.AskAsync("""{"action":"auth","key":"K","secret":"S"}""");
        await alpaca.AskAsync("""{"action":"subscribe","trades":["MSFT"]}""");

        await server.PublishAsync([.. new[] { Odd, Later }.Select(text => Told.By(new MassiveDialect(), text))]);

        Assert.Contains("\"i\":3,", await alpaca.ReadEventAsync(), StringComparison.Ordinal);
        Assert.Equal("3", (await own.ReadAsync()).GetProperty("id").GetString());
        Assert.Equal(2, server.Hub.Unspeakable);
    }

    [Fact]
    public async Task Is_counted_with_its_reason_where_only_clients_subscribed_that_skip_it()
    {
        await using var vendor = await new SpeakingVendor(MassiveClients.Connected, MassiveClients.Authenticated).StartAsync();
        await using var host = await RunningHost.OnFeedAsync("massive", vendor.Address, 1, ("Feeds:0:Key", "KEY"), ("Feeds:0:Symbols:0", "MSFT"));
        using var client = await host.SubscribeAsync("trade.MSFT");
        await vendor.SendAsync(Encoding.UTF8.GetBytes($"[{Odd},{Later}]"));
        Assert.Equal("3", (await client.ReadAsync()).GetProperty("id").GetString());

        var unusual = (await host.GetAsync("/api/faults")).GetProperty("unusual");
        Assert.Equal(1, unusual.GetProperty("total").GetInt64());
        var only = Assert.Single(unusual.GetProperty("latest").EnumerateArray());
        Assert.Equal(("T", "MSFT", Odd), (only.GetProperty("channel").GetString(), only.GetProperty("symbol").GetString(), only.GetProperty("bytes").GetString()));
        Assert.StartsWith("s is 5.551115123125783e-17; must be", only.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, host.Market.Ledger.Snapshot()["fan-out"].Removed(RemovalReason.Unusual));
        Assert.Equal((0, 1), (host.Market.Feeds[0].FaultCount, host.Market.Feeds[0].UnusualCount));
        Assert.Equal(0, host.Market.Ledger.Snapshot().Imbalance);
    }
}
