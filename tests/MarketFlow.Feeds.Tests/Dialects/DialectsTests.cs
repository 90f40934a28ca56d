namespace MarketFlow.Feeds.Tests;

public sealed class DialectsTests
{
    [Theory]
    [InlineData("hitbtc", typeof(HitBtcDialect))]
    [InlineData("COINBASE", typeof(CoinbaseDialect))]
    [InlineData("Massive", typeof(MassiveDialect))]
    [InlineData("alpaca", typeof(AlpacaDialect))]
    [InlineData("kraken", typeof(KrakenDialect))]
    public void Finds_a_dialect_by_name(string name, Type type) => Assert.IsType(type, Dialects.Named(name));

    [Fact]
    public void Lists_those_there_are_where_a_name_is_not_known()
    {
        var error = Assert.Throws<ArgumentException>(() => Dialects.Named("nyse"));

        Assert.StartsWith("Dialect \"nyse\" is not known; must be one of alpaca, coinbase, hitbtc, kraken, massive.", error.Message);
    }

    [Fact]
    public void Refuses_no_name() => Assert.Throws<ArgumentNullException>(() => Dialects.Named(null!));

    [Fact]
    public void Has_a_decoder_of_its_own_for_each_subscription() =>
        Assert.All(Dialects.All, dialect => Assert.NotSame(dialect.CreateDecoder(), dialect.CreateDecoder()));

    [Fact]
    public void Refuses_symbols_that_name_nothing() => Assert.All(Dialects.All, dialect =>
    {
        Assert.Throws<ArgumentNullException>(() => dialect.SubscribeMessages(null!));
        Assert.Throws<ArgumentException>(() => dialect.SubscribeMessages(["A", ""]));
        Assert.Throws<ArgumentException>(() => dialect.SubscribeMessages([null!]));
    });

    [Fact]
    public void Asks_for_nothing_where_there_are_no_symbols() => Assert.All(Dialects.All, dialect => Assert.Empty(dialect.SubscribeMessages([])));

    [Fact]
    public void Asks_HitBtc_per_symbol_as_the_recorded_session_shows()
    {
        var dialect = new HitBtcDialect();

        Assert.Equal(
            [
                """{"method":"subscribeTrades","params":{"symbol":"GRTBTC"},"id":"subscribeTrades GRTBTC"}""",
                """{"method":"subscribeCandles","params":{"symbol":"GRTBTC","period":"M1"},"id":"subscribeCandles GRTBTC"}""",
                """{"method":"subscribeTicker","params":{"symbol":"GRTBTC"},"id":"subscribeTicker GRTBTC"}""",
                """{"method":"subscribeTrades","params":{"symbol":"A\"+é"},"id":"subscribeTrades A\"+é"}""",
            ],
            dialect.SubscribeMessages(["GRTBTC", "A\"+é"]).Take(4).Select(message => message.Text()));
        Assert.Equal(("hitbtc", 100, "wss://api.hitbtc.com/api/2/ws/public"), (dialect.Name, dialect.ReplayDepth, dialect.Endpoint.OriginalString));
    }

    [Fact]
    public void Asks_Coinbase_in_one_message()
    {
        var dialect = new CoinbaseDialect();

        Assert.Equal(
            ["""{"type":"subscribe","product_ids":["SKL-USD","BTC-USD"],"channels":["ticker","matches","heartbeat"]}"""],
            dialect.SubscribeMessages(["SKL-USD", "BTC-USD"]).Select(message => message.Text()));
        Assert.Equal(("coinbase", 1, "wss://ws-feed.exchange.coinbase.com"), (dialect.Name, dialect.ReplayDepth, dialect.Endpoint.OriginalString));
    }

    [Fact]
    public void Asks_Massive_in_one_message()
    {
        var dialect = new MassiveDialect();

        Assert.Equal(
            ["""{"action":"subscribe","params":"T.AAPL,Q.AAPL,AM.AAPL,FMV.AAPL,T.BRK.A,Q.BRK.A,AM.BRK.A,FMV.BRK.A"}"""],
            dialect.SubscribeMessages(["AAPL", "BRK.A"]).Select(message => message.Text()));
        Assert.Equal(("massive", 0, "wss://socket.massive.com/stocks"), (dialect.Name, dialect.ReplayDepth, dialect.Endpoint.OriginalString));
        Assert.Throws<ArgumentException>(() => dialect.SubscribeMessages(["A,B"]));
    }
}
