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

    [Fact]
    public void Are_wildcards_where_all_symbols_are_asked_for()
    {
        AssertTopics("massive", EventType.Trade, null, "*", "T.*");
        AssertTopics("alpaca", EventType.Trade, null, "*", "trades.*");
    }

    private static void AssertTopics(string dialect, EventType type, string? kind, string symbol, string topics) =>
        Assert.Equal(topics, string.Join(' ', Dialects.Named(dialect).TopicsFor(type, kind, symbol)));
}
