namespace MarketFlow.Feeds.Tests;

/// <summary>What each of Massive's markets sends: which event it becomes, where its symbol is, and which figures are possible.</summary>
public sealed class MassiveMarketsTests
{
    private const string CryptoTrade = """{"ev":"XT","pair":"BTC-USD","p":33021.9,"t":1795789800000,"s":0.01616617,"c":[2],"i":"14272084","x":3,"r":1795789800004}""";
    private const string CryptoQuote = """{"ev":"XQ","pair":"BTC-USD","bp":33052.79,"bs":0.48,"ap":33073.19,"as":0.601,"t":1795789800100,"x":6,"r":1795789800104}""";
    private const string CryptoBar = """{"ev":"XA","pair":"BTC-USD","v":951.6112,"vw":0.7756,"z":73,"o":27.8,"c":27.81,"h":27.83,"l":27.8,"s":1795789800000,"e":1795789860000}""";
    private const string ForexQuote = """{"ev":"C","p":"USD/CNH","x":"44","a":6.83366,"b":6.83363,"t":1795789800300}""";
    private const string ForexBar = """{"ev":"CA","pair":"USD/EUR","o":0.8687,"c":0.86889,"h":0.86889,"l":0.8686,"v":20,"s":1795789800000,"e":1795789860000}""";
    private const string IndexBar = """{"ev":"AM","sym":"I:SPX","op":3985.67,"o":3985.67,"c":3985.67,"h":3985.67,"l":3985.67,"s":1795789800000,"e":1795789860000}""";
    private const string NegativeTrade = """{"ev":"T","sym":"CLZ6","p":-37.63,"s":1,"t":1795789800800,"q":1}""";
    private const string NegativeQuote = """{"ev":"Q","sym":"CLZ6","bp":-1.5,"bs":3,"ap":-1.4,"as":2,"t":1795789800900,"q":2}""";

    [Fact]
    public void Reads_a_trade_of_a_crypto_currency()
    {
        var trade = In("crypto").Read($"[{CryptoTrade}]").OnlyEvent<Trade>();

        Assert.Equal(("BTC-USD", 33021.9m, 0.01616617m, "3", "14272084"), (trade.Symbol, trade.Price, trade.Size, trade.Exchange, trade.Id.ToString()));
        Assert.Equal(["2"], trade.Conditions);
        Assert.Equal(EventKey.OfTrade("BTC-USD", "3", 14272084), trade.Identity);
    }

    [Fact]
    public void Reads_a_quote_of_a_crypto_currency_with_one_exchange_for_both_sides()
    {
        var quote = In("crypto").Read($"[{CryptoQuote}]").OnlyEvent<Quote>();

        Assert.Equal(("BTC-USD", 33052.79m, 0.48m, 33073.19m, 0.601m), (quote.Symbol, quote.BidPrice, quote.BidSize, quote.AskPrice, quote.AskSize));
        Assert.Equal(("6", "6"), (quote.BidExchange, quote.AskExchange));
    }

    [Theory]
    [InlineData("USD/CNH")]
    [InlineData("USD-CNH")]
    public void Reads_a_quote_of_a_currency_pair_whose_symbol_is_p(string written)
    {
        var quote = In("forex").Read($"[{ForexQuote.Replace("USD/CNH", written)}]").OnlyEvent<Quote>();

        Assert.Equal(("USD/CNH", 6.83363m, 6.83366m, "44"), (quote.Symbol, quote.BidPrice, quote.AskPrice, quote.BidExchange));
        Assert.Equal((null, null), (quote.BidSize, quote.AskSize));
    }

    [Theory]
    [InlineData("crypto", CryptoBar, "BTC-USD", 60, 951.6112)]
    [InlineData("forex", ForexBar, "USD/EUR", 60, 20)]
    [InlineData("indices", IndexBar, "I:SPX", 60, 0)]
    public void Reads_bars_of_each_market(string market, string text, string symbol, int seconds, double volume)
    {
        var bar = In(market).Read($"[{text}]").OnlyEvent<Bar>();
        Assert.Equal((symbol, TimeSpan.FromSeconds(seconds), (decimal)volume), (bar.Symbol, bar.Interval, bar.Volume));

        var second = text.Replace("\"XA\"", "\"XAS\"").Replace("\"CA\"", "\"CAS\"").Replace("\"AM\"", "\"A\"");
        Assert.Equal(TimeSpan.FromSeconds(1), In(market).Read($"[{second}]").OnlyEvent<Bar>().Interval);
    }

    [Fact]
    public void Needs_a_volume_of_bars_but_those_of_indices() =>
        Assert.Equal("v is missing; must be a number that a decimal holds exactly.", In("stocks").Read($"[{IndexBar}]").OnlyUnusual().Unusual);

    [Fact]
    public void Takes_negative_prices_of_futures_and_calls_them_unusual_in_other_markets()
    {
        Assert.Equal(-37.63m, In("futures").Read($"[{NegativeTrade}]").OnlyEvent<Trade>().Price);
        Assert.Equal(-1.5m, In("futures").Read($"[{NegativeQuote}]").OnlyEvent<Quote>().BidPrice);
        Assert.Equal("Price is -37.63; must be above 0.", In("stocks").Read($"[{NegativeTrade}]").OnlyUnusual().Unusual);
        Assert.Equal("BidPrice is -1.5; must be 0 or more.", In("stocks").Read($"[{NegativeQuote}]").OnlyUnusual().Unusual);
    }

    [Theory]
    [InlineData("""{"ev":"XL2","pair":"BTC-USD","t":1795789800000,"b":[[1,2]],"a":[[2,3]]}""", "XL2", "BTC-USD")]
    [InlineData("""{"ev":"V","val":3988.5,"T":"I:SPX","t":1795789800000}""", "V", "I:SPX")]
    [InlineData("""{"ev":"LV","val":189.5,"sym":"AAPL","t":1795789800000}""", "LV", "AAPL")]
    [InlineData("""{"ev":"NOI","T":"NTEST.Q","t":1795789800000,"at":930,"a":"M","i":44,"x":10,"o":480,"p":440,"b":25.03}""", "NOI", "NTEST.Q")]
    public void Passes_on_what_has_no_type(string text, string channel, string symbol)
    {
        var message = In("crypto").Read($"[{text}]").OnlyEvent<VendorMessage>();

        Assert.Equal((channel, symbol, null, EventType.Other), (message.Channel, message.Symbol, message.Unusual, message.StandsFor));
        Assert.Equal(Timestamp.FromUnixMilliseconds(1795789800000), message.Time);
    }

    /// <summary>The channel of a profile, the element of that name and the event that comes of it agree, so that a client of the channel gets it.</summary>
    [Fact]
    public void Decode_each_channel_to_what_its_profile_says()
    {
        const string Fields = "\"sym\":\"A\",\"pair\":\"A\",\"T\":\"A\",\"bp\":1,\"ap\":1,\"b\":1,\"a\":1,\"s\":1773064800100,\"t\":1773064800100,\"v\":1,\"o\":1,\"h\":1,\"l\":1,\"fmv\":1";
        foreach (var profile in EndpointProfiles.All.Where(profile => profile.Dialect == "massive"))
        {
            foreach (var channel in profile.Channels)
            {
                var special = channel.Name == "C" ? "\"p\":\"A\"" : channel.Contents[0].Type == EventType.Bar ? "\"c\":1" : "\"p\":1";
                var told = Assert.Single(new MassiveDialect().CreateDecoder(profile).Read($"{{\"ev\":\"{channel.Name}\",{special},{Fields}}}").Events);

                Assert.Equal((channel.Contents[0].Type, "A"), (told.Type, told.Symbol));
                Assert.Equal(channel.Contents[0].Kind, told switch
                {
                    Bar bar => bar.Interval == TimeSpan.FromMinutes(1) ? "1m" : "1s",
                    Status status => status.Kind,
                    VendorMessage message => message.Channel,
                    _ => null,
                });
            }
        }
    }

    /// <summary>Without an endpoint what is usual in one market is usual, for the market is not known.</summary>
    [Fact]
    public void Are_all_read_where_the_market_is_not_known()
    {
        var found = new MassiveDialect().CreateDecoder().Read($"[{string.Join(',', CryptoTrade, CryptoQuote, CryptoBar, ForexQuote, ForexBar, IndexBar, NegativeTrade, NegativeQuote)}]");

        Assert.Equal((8, 0, 0, 0), (found.Events.Count, found.Unusual, found.Faults.Count, found.Ignored));
    }

    private static IFrameDecoder In(string market) => new MassiveDialect().CreateDecoder(EndpointProfiles.Find("massive", $"/{market}"));
}
