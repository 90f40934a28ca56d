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

    /// <summary>Every list of Alpaca's has something, and what refers to a trade refers to one that was sent.</summary>
    [Fact]
    public void Has_everything_that_a_market_has()
    {
        TestMarket market = new(TestFeed.Symbol);
        List<MarketEvent> events = [.. Enumerable.Range(0, 720).SelectMany(second => market.EventsOf(second, VirtualMarketClock.Open.AddSeconds(second)))];

        Assert.All(events, value => Assert.Null(value.Validate()));
        Assert.Equal(["cancel", "correction", "halt", "luld", "status"], events.OfType<Status>().Select(status => status.Kind).Distinct().Order());
        var halt = events.OfType<Status>().Single(status => status.Kind == "halt");
        Assert.DoesNotContain(events, value => value is Trade && value.Time >= halt.Time && value.Time < halt.Time + TimeSpan.FromSeconds(10));
        foreach (var status in events.OfType<Status>().Where(status => status.Kind is "cancel" or "correction"))
        {
            var trade = events.OfType<Trade>().Single(trade => status.Message!.Contains($"Trade {trade.Id} on N, 100 at {trade.Price}", StringComparison.Ordinal));
            Assert.Equal(TimeSpan.FromSeconds(2), status.Time - trade.Time);
        }

        var minutes = events.OfType<Bar>().Where(bar => bar.Interval == TimeSpan.FromMinutes(1)).ToList();
        Assert.Equal(12, minutes.Count(bar => bar.Revision == 0));
        Assert.Equal(11, minutes.Count(bar => bar.Revision == 1));
        Assert.Equal([6_000, 6_000, 5_900, 6_000, 6_000, 6_050, 6_000, 6_000, 5_000, 6_000, 6_000, 6_000], minutes.Where(bar => bar.Revision == 0).Select(bar => (int)bar.Volume));
        Assert.All(minutes.Where(bar => bar.Revision == 1), bar => Assert.Equal(
            minutes.Single(first => first.Time == bar.Time && first.Revision == 0).Volume + 100, bar.Volume));
        Assert.Equal(events.OfType<Trade>().Sum(trade => trade.Size) - 100 + 50, events.OfType<Bar>().Last(bar => bar.Interval.Days == 1).Volume);
    }

    [Fact]
    public async Task Is_served_beside_the_market_that_does_not_have_its_symbol()
    {
        await using var host = await RunningHost.StartAsync();
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = "/v2/test" }.Uri, TestClient.Patience());
        using var client = new VendorClient(socket);
        Assert.Equal(AlpacaClients.ConnectedSimulated, await client.ReadAsync());
        Assert.Equal(AlpacaClients.Authenticated, await client.AskAsync(AlpacaClients.Auth()));
        await client.AskAsync("""{"action":"subscribe","trades":["FAKEPACA"]}""");

        Assert.StartsWith("""{"T":"t","S":"FAKEPACA",""", await client.ReadEventAsync(), StringComparison.Ordinal);
        Assert.Equal(1, (await host.GetAsync("/api/status")).GetProperty("clients").GetInt32());
    }
}
