using MarketFlow.Feeds;

namespace MarketFlow.Host.Tests;

/// <summary>Which market a feed and its events are of.</summary>
public sealed class FeedOriginTests
{
    [Theory]
    [InlineData("massive", "wss://socket.massive.com/stocks", EndpointMarket.Stocks)]
    [InlineData("massive", "wss://delayed.massive.com/crypto", EndpointMarket.Crypto)]
    [InlineData("massive", "ws://proxy/massive/futures/cme", EndpointMarket.Futures)]
    [InlineData("massive", "ws://127.0.0.1:9000/", EndpointMarket.Any)]
    [InlineData("massive", null, EndpointMarket.Any)]
    [InlineData("alpaca", "wss://stream.data.alpaca.markets/v1beta1/opra", EndpointMarket.Options)]
    [InlineData("alpaca", "wss://stream.data.alpaca.markets/v1beta3/crypto/us", EndpointMarket.Crypto)]
    [InlineData("alpaca", "ws://127.0.0.1:9000/", EndpointMarket.Any)]
    [InlineData("coinbase", "wss://ws-feed.exchange.coinbase.com", EndpointMarket.Crypto)]
    [InlineData("kraken", null, EndpointMarket.Crypto)]
    [InlineData("hitbtc", "ws://127.0.0.1:9000/stocks", EndpointMarket.Crypto)]
    public void Follows_from_the_dialect_and_the_address(string dialect, string? address, EndpointMarket market) =>
        Assert.Equal(market, FeedOrigin.Of(dialect, address is null ? null : new(address)).Market);

    [Fact]
    public void Stands_in_for_stocks_only_as_a_venue_and_only_without_a_feed_of_stocks()
    {
        FeedOrigin venue = new("coinbase", EndpointMarket.Crypto);
        FeedOrigin crypto = new("massive", EndpointMarket.Crypto);

        Assert.True(Have(EndpointMarket.Stocks, venue));
        Assert.True(Have(EndpointMarket.Stocks, venue, crypto));
        Assert.False(Have(EndpointMarket.Stocks, crypto));
        Assert.False(Have(EndpointMarket.Options, venue, crypto));
        Assert.False(Sent("coinbase", EndpointMarket.Stocks, venue, new("massive", EndpointMarket.Stocks)));
        Assert.False(Sent("coinbase", EndpointMarket.Stocks, venue, new("massive", EndpointMarket.Any)));
        Assert.True(Sent("coinbase", EndpointMarket.Stocks, venue, crypto));
        Assert.True(Sent("coinbase", EndpointMarket.Crypto, venue, crypto));
    }

    [Theory]
    [InlineData("massive", "AAPL", "T", "Stocks Futures")]
    [InlineData("massive", "CLZ6", "T", "Stocks Futures")]
    [InlineData("massive", "O:SPY261218C00600000", "T", "Options")]
    [InlineData("massive", "I:SPX", "AM", "Indices")]
    [InlineData("massive", "SPX", "V", "Indices")]
    [InlineData("massive", "BTC-USD", "XT", "Crypto")]
    [InlineData("massive", "X:BTC-USD", "FMV", "Crypto")]
    [InlineData("massive", "USD/CNH", "C", "Forex")]
    [InlineData("massive", "USD/CNH", "CAS", "Forex")]
    [InlineData("alpaca", "AAPL", "t", "Stocks")]
    [InlineData("alpaca", "BRK.A", "t", "Stocks")]
    [InlineData("alpaca", "BTC/USD", "t", "Crypto")]
    [InlineData("alpaca", "AAPL261218C00172500", "t", "Options")]
    [InlineData("alpaca", "F261218P00010000", "t", "Options")]
    public void Follows_from_the_message_and_the_symbol_where_the_address_does_not_say_it(string dialect, string symbol, string channel, string markets)
    {
        Frame frame = new("feed", 1, default, System.Text.Encoding.UTF8.GetBytes($$"""{"sym":"ev", "ev" : "{{channel}}"}"""));
        var trade = Some.Trade(symbol) with { Source = new(frame, 0, frame.Bytes.Length) };
        FeedOrigin origin = new(dialect, EndpointMarket.Any);

        Assert.Equal(
            markets,
            string.Join(' ', Enum.GetValues<EndpointMarket>().Where(market => market != EndpointMarket.Any && FeedMarkets.IsOf(market, trade, origin))));
    }

    [Fact]
    public void Is_every_market_for_an_event_that_came_from_no_feed() =>
        Assert.All(Enum.GetValues<EndpointMarket>(), market => Assert.True(FeedMarkets.IsOf(market, Some.Trade("A"), origin: null)));

    private static bool Have(EndpointMarket market, params FeedOrigin[] origins) => new FeedOrigins(origins.Select(origin => (origin.Dialect, origin))).Have(market);

    private static bool Sent(string feed, EndpointMarket market, params FeedOrigin[] origins) =>
        FeedMarkets.IsOf(market, Some.Trade("BTC-USD"), new FeedOrigins(origins.Select(origin => (origin.Dialect, origin))).Of(feed));
}
