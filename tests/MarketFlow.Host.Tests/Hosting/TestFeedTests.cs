using System.Reactive.Linq;
using System.Text;
using MarketFlow.Feeds;
using MarketFlow.Testing;

namespace MarketFlow.Host.Tests;

public sealed class TestFeedTests
{
    private static readonly EndpointProfile _endpoint = EndpointProfiles.Find("alpaca", "/v2/test")!;

    [Fact]
    public async Task Trades_and_quotes_every_second_and_tells_a_bar_every_minute()
    {
        var clock = new VirtualMarketClock();
        using var feed = new TestFeed(new(), clock);
        var client = feed.Hub.TryJoin("test", new AlpacaProtocol(_endpoint, AlpacaEncoding.Json, _ => null))!;
        var subscribing = feed.Hub.ChangeTopicsAsync(client, new([.. AlpacaLists.TopicsOf(_endpoint, new() { Trades = ["*"], Quotes = ["FAKEPACA"], Bars = ["*"] })], [], static () => []));
        feed.Start();
        clock.AdvanceBy(TimeSpan.FromSeconds(60));
        await subscribing;

        List<SharedMessage> taken = [];
        client.Outbox.TryTake(taken, out _);
        var kinds = taken.Select(message => Encoding.UTF8.GetString(message.Body.Span[..24])).CountBy(text => text).ToDictionary();
        Assert.Equal(60, kinds["""{"T":"t","S":"FAKEPACA","""]);
        Assert.Equal(60, kinds["""{"T":"q","S":"FAKEPACA","""]);
        Assert.Equal(1, kinds["""{"T":"b","S":"FAKEPACA","""]);
    }

    [Fact]
    public async Task Is_served_beside_the_market_that_does_not_have_its_symbol()
    {
        await using var host = await RunningHost.StartAsync();
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = "/v2/test" }.Uri, TestClient.Patience());
        using var client = new VendorClient(socket);
        Assert.Equal(AlpacaClients.Connected, await client.ReadAsync());
        Assert.Equal(AlpacaClients.Authenticated, await client.AskAsync(AlpacaClients.Auth()));
        await client.AskAsync("""{"action":"subscribe","trades":["FAKEPACA"]}""");

        Assert.StartsWith("""{"T":"t","S":"FAKEPACA",""", await client.ReadEventAsync(), StringComparison.Ordinal);
        Assert.Equal(1, (await host.GetAsync("/api/status")).GetProperty("clients").GetInt32());
    }
}
