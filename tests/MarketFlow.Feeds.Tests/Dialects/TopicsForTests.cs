namespace MarketFlow.Feeds.Tests;

/// <summary>What vendors are asked for on behalf of clients, whatever protocol these speak.</summary>
public sealed class TopicsForTests
{
    [Theory]
    [InlineData(EventType.Trade, null, "T.AAPL")]
    [InlineData(EventType.Quote, null, "Q.AAPL")]
    [InlineData(EventType.Bar, null, "AM.AAPL")]
    [InlineData(EventType.Bar, "1m", "AM.AAPL")]
    [InlineData(EventType.Bar, "1m revised", "AM.AAPL")]
    [InlineData(EventType.Bar, "1s", "A.AAPL")]
    [InlineData(EventType.Bar, "1s revised", "A.AAPL")]
    [InlineData(EventType.Bar, "1d", "")]
    [InlineData(EventType.FairMarketValue, null, "FMV.AAPL")]
    [InlineData(EventType.Status, null, "LULD.AAPL")]
    [InlineData(EventType.Status, "luld", "LULD.AAPL")]
    [InlineData(EventType.Status, "halt", "")]
    [InlineData(EventType.Detection, "highlow", "T.AAPL")]
    [InlineData(EventType.Detection, "bar", "AM.AAPL")]
    [InlineData(EventType.Detection, "fmv", "FMV.AAPL T.AAPL")]
    [InlineData(EventType.Other, "NOI", "NOI.AAPL")]
    [InlineData(EventType.Other, "a,b", "")]
    [InlineData(EventType.Other, null, "")]
    public void Are_Massives_channels(EventType type, string? kind, string topics) => AssertTopics("massive", type, kind, "AAPL", topics);

    [Theory]
    [InlineData(EventType.Trade, null, "trades.AAPL")]
    [InlineData(EventType.Quote, null, "quotes.AAPL")]
    [InlineData(EventType.Bar, null, "bars.AAPL updatedBars.AAPL dailyBars.AAPL")]
    [InlineData(EventType.Bar, "1m", "bars.AAPL")]
    [InlineData(EventType.Bar, "1m revised", "updatedBars.AAPL")]
    [InlineData(EventType.Bar, "1d", "dailyBars.AAPL")]
    [InlineData(EventType.Bar, "1d revised", "dailyBars.AAPL")]
    [InlineData(EventType.Bar, "1s", "")]
    [InlineData(EventType.FairMarketValue, null, "")]
    [InlineData(EventType.Status, null, "statuses.AAPL lulds.AAPL")]
    [InlineData(EventType.Status, "halt", "statuses.AAPL")]
    [InlineData(EventType.Status, "luld", "lulds.AAPL")]
    [InlineData(EventType.Status, "correction", "trades.AAPL")]
    [InlineData(EventType.Detection, "surge", "trades.AAPL")]
    [InlineData(EventType.Detection, "bar", "bars.AAPL")]
    [InlineData(EventType.Detection, "fmv", "")]
    [InlineData(EventType.Other, "NOI", "")]
    public void Are_Alpacas_lists(EventType type, string? kind, string topics) => AssertTopics("alpaca", type, kind, "AAPL", topics);

    [Theory]
    [InlineData(EventType.Trade, "BTC-USD", "*.BTC-USD")]
    [InlineData(EventType.Trade, "*", "")]
    [InlineData(EventType.Other, "BTC-USD", "")]
    public void Are_whole_symbols_at_venues_without_channels(EventType type, string symbol, string topics) =>
        Assert.All(["coinbase", "hitbtc", "kraken"], dialect => AssertTopics(dialect, type, null, symbol, topics));

    [Theory]
    [InlineData("A,B")]
    [InlineData("A B")]
    [InlineData("A\u0007")]
    public void Are_none_for_a_symbol_that_would_say_more_than_itself(string symbol) =>
        Assert.All(["massive", "alpaca"], dialect => AssertTopics(dialect, EventType.Trade, null, symbol, ""));

    [Theory]
    [InlineData("massive", "/crypto", EventType.Trade, null, "BTC-USD", "XT.BTC-USD")]
    [InlineData("massive", "/crypto", EventType.Trade, null, "X:BTC-USD", "XT.BTC-USD")]
    [InlineData("massive", "/crypto", EventType.Bar, null, "BTC-USD", "XA.BTC-USD")]
    [InlineData("massive", "/crypto", EventType.Bar, "1s", "*", "XAS.*")]
    [InlineData("massive", "/crypto", EventType.FairMarketValue, null, "X:BTC-USD", "FMV.X:BTC-USD")]
    [InlineData("massive", "/crypto", EventType.Other, "XL2", "BTC-USD", "XL2.BTC-USD")]
    [InlineData("massive", "/crypto", EventType.Other, "NOI", "A", "")]
    [InlineData("massive", "/crypto", EventType.Other, "NEW", "A", "NEW.A")]
    [InlineData("massive", "/crypto", EventType.Status, null, "A", "")]
    [InlineData("massive", "/forex", EventType.Quote, null, "USD/CNH", "C.USD/CNH")]
    [InlineData("massive", "/forex", EventType.Bar, "1m", "USD-CNH", "CA.USD/CNH")]
    [InlineData("massive", "/forex", EventType.Trade, null, "USD/CNH", "")]
    [InlineData("massive", "/forex", EventType.Detection, "surge", "USD/CNH", "")]
    [InlineData("massive", "/indices", EventType.Other, "V", "I:SPX", "V.I:SPX")]
    [InlineData("massive", "/indices", EventType.Quote, null, "I:SPX", "")]
    [InlineData("massive", "/options", EventType.Quote, null, "O:SPY261218C00600000", "Q.O:SPY261218C00600000")]
    [InlineData("massive", "/options", EventType.Quote, null, "*", "")]
    [InlineData("massive", "/futures/cme", EventType.Trade, null, "CLZ6", "T.CLZ6")]
    [InlineData("alpaca", "/v1beta3/crypto/us", EventType.Status, null, "BTC/USD", "")]
    [InlineData("alpaca", "/v1beta3/crypto/us", EventType.Bar, null, "BTC/USD", "bars.BTC/USD updatedBars.BTC/USD dailyBars.BTC/USD")]
    [InlineData("alpaca", "/v1beta3/crypto/us", EventType.Other, "orderbooks", "BTC/USD", "orderbooks.BTC/USD")]
    [InlineData("alpaca", "/v2/iex", EventType.Other, "orderbooks", "AAPL", "")]
    [InlineData("alpaca", "/v2/iex", EventType.Other, "imbalances", "AAPL", "imbalances.AAPL")]
    [InlineData("alpaca", "/v1beta1/opra", EventType.Quote, null, "*", "")]
    [InlineData("alpaca", "/v1beta1/opra", EventType.Trade, null, "*", "trades.*")]
    [InlineData("alpaca", "/v1beta1/opra", EventType.Bar, null, "A", "")]
    [InlineData("alpaca", "/v1beta1/news", EventType.Other, "news", "*", "news.*")]
    [InlineData("alpaca", "/v1beta1/news", EventType.Trade, null, "A", "")]
    public void Are_those_that_the_endpoint_has(string dialect, string path, EventType type, string? kind, string symbol, string topics) =>
        Assert.Equal(topics, string.Join(' ', Dialects.Named(dialect).TopicsFor(type, kind, symbol, EndpointProfiles.Find(dialect, path)!)));

    [Theory]
    [InlineData("massive", "/crypto", "XT.BTC-USD XQ.BTC-USD XA.BTC-USD FMV.X:BTC-USD")]
    [InlineData("massive", "/forex", "C.BTC/USD CA.BTC/USD")]
    [InlineData("alpaca", "/v1beta3/crypto/us", "trades.BTC-USD quotes.BTC-USD bars.BTC-USD updatedBars.BTC-USD dailyBars.BTC-USD")]
    [InlineData("alpaca", "/v1beta1/indicative", "trades.BTC-USD quotes.BTC-USD")]
    public void Are_the_endpoints_default_channels_for_a_configured_symbol(string dialect, string path, string topics) =>
        Assert.Equal(topics, string.Join(' ', Dialects.Named(dialect).TopicsOf(["BTC-USD"], EndpointProfiles.Find(dialect, path)!)));

    [Fact]
    public void Are_wildcards_where_all_symbols_are_asked_for()
    {
        AssertTopics("massive", EventType.Trade, null, "*", "T.*");
        AssertTopics("alpaca", EventType.Trade, null, "*", "trades.*");
    }

    private static void AssertTopics(string dialect, EventType type, string? kind, string symbol, string topics) =>
        Assert.Equal(topics, string.Join(' ', Dialects.Named(dialect).TopicsFor(type, kind, symbol)));
}
