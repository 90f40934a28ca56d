namespace MarketFlow.Feeds.Tests;

/// <summary>Venues that send heartbeats are judged by them, from the first one on.</summary>
public sealed class HeartbeatSilenceTests
{
    private const string Coinbase = """{"type":"heartbeat","sequence":90,"last_trade_id":20,"product_id":"BTC-USD","time":"2026-11-27T14:30:00.000000Z"}""";
    private const string Kraken = """{"event":"heartbeat"}""";

    [Theory]
    [InlineData("coinbase", "*.BTC-USD", Coinbase)]
    [InlineData("kraken", "*.XBT/USD", Kraken)]
    public void A_quiet_product_with_heartbeats_is_healthy_and_one_without_them_any_more_is_recycled(string dialect, string topic, string heartbeat)
    {
        using var feed = new QuietFeed(dialect, [topic]);
        for (var second = 0; second < 600; second++)
        {
            feed.AdvanceBy(1);
            feed.Receive(heartbeat);
        }

        Assert.Equal((1, null), (feed.Connections, feed.Status.SilentSince));
        feed.AdvanceBy(14.999);
        Assert.Equal(1, feed.Connections);
        feed.AdvanceBy(0.5);
        Assert.Equal(2, feed.Connections);
    }

    [Theory]
    [InlineData(Coinbase, true)]
    [InlineData(Kraken, true)]
    [InlineData("""{ "event" : "heartbeat" }""", true)]
    [InlineData("""{"type":"subscriptions","channels":[{"name":"heartbeat","product_ids":["A"]}]}""", false)]
    [InlineData("""{"type":"subscriptions","channels":["heartbeat"]}""", false)]
    [InlineData("""{"inner":{"type":"heartbeat"}}""", false)]
    [InlineData("""{"type":"ticker","product_id":"heartbeat"}""", false)]
    [InlineData("""{"type":["heartbeat"]}""", false)]
    [InlineData("""{"type":"heartbeat""", false)]
    [InlineData("""{"type":"heartbeat" """, true)] // what follows cannot change it
    [InlineData("""not json "heartbeat" at all""", false)]
    [InlineData("\"heartbeat\"", false)]
    [InlineData("", false)]
    public void Knows_a_heartbeat(string message, bool isHeartbeat) =>
        Assert.Equal(isHeartbeat, Heartbeat.Is(System.Text.Encoding.UTF8.GetBytes(message)));

    [Theory]
    [InlineData("coinbase", Coinbase)]
    [InlineData("kraken", Kraken)]
    public void A_heartbeat_is_no_event_and_no_fault(string dialect, string heartbeat)
    {
        DecodedFrame found = new();
        Dialects.Named(dialect).CreateDecoder().Decode(new("feed", 1, Testing.VirtualMarketClock.Open, System.Text.Encoding.UTF8.GetBytes(heartbeat)), found);

        Assert.Equal((0, 0), (found.Events.Count, found.Faults.Count));
    }

    [Fact]
    public void Without_a_symbol_no_heartbeat_is_due()
    {
        using var feed = new QuietFeed("coinbase", ["*.BTC-USD"]);
        feed.Receive(Coinbase);
        feed.Want();
        feed.AdvanceBy(3_600);

        Assert.Equal(1, feed.Connections);
    }
}
