namespace MarketFlow.Host.Tests;

public sealed class TopicFilterTests
{
    [Theory]
    [InlineData("trade.AAPL")]
    [InlineData("quote.BRK.A")]
    [InlineData("bar.*")]
    [InlineData("fmv.BTC-USD")]
    [InlineData("status.*")]
    [InlineData("detection.surge.*")]
    [InlineData("detection.highlow.BRK.A")]
    [InlineData("trade.XBT/USD")]
    public void Reads_a_topic_and_writes_it_back(string text) => Assert.Equal(text, Some.Topic(text).ToString());

    [Fact]
    public void Parts_a_topic_at_the_first_dot_only() =>
        Assert.Equal(new TopicFilter(EventType.Quote, null, "BRK.A"), Some.Topic("quote.BRK.A"));

    [Fact]
    public void Parts_a_detection_topic_at_the_first_two_dots() =>
        Assert.Equal(new TopicFilter(EventType.Detection, "surge", "BRK.A"), Some.Topic("detection.surge.BRK.A"));

    [Theory]
    [InlineData("")]
    [InlineData("trade")]
    [InlineData("trade.")]
    [InlineData("trades.AAPL")]
    [InlineData("Trade.AAPL")]
    [InlineData("*.AAPL")]
    [InlineData("*")]
    [InlineData("trade.AA*")]
    [InlineData("trade.AA PL")]
    [InlineData("trade.AA\n")]
    [InlineData("detection.AAPL")]
    [InlineData("detection.surge")]
    [InlineData("detection.*.AAPL")]
    [InlineData("detection.sruge.AAPL")]
    public void Refuses_a_topic_that_MarketFlow_does_not_have_and_names_it(string text)
    {
        Assert.False(TopicFilter.TryParse(text, out _, out var problem));
        Assert.Contains($"\"{text}\"", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_a_symbol_of_64_characters_and_refuses_one_of_65()
    {
        Assert.True(TopicFilter.TryParse("trade." + new string('A', 64), out _, out _));
        Assert.False(TopicFilter.TryParse("trade." + new string('A', 65), out _, out _));
    }

    [Fact]
    public void Gives_an_event_its_topic()
    {
        Assert.Equal(Some.Topic("trade.BRK.A"), TopicFilter.Of(Some.Trade("BRK.A")));
        Assert.Equal(Some.Topic("detection.trend.MSFT"), TopicFilter.Of(Some.Detection("trend", "MSFT")));
    }

    [Theory]
    [InlineData("trade.MSFT", true)]
    [InlineData("trade.*", true)]
    [InlineData("trade.AAPL", false)]
    [InlineData("quote.MSFT", false)]
    [InlineData("status.*", false)]
    public void Matches_by_kind_and_symbol(string topic, bool expected) => Assert.Equal(expected, Some.Topic(topic).Matches(Some.Trade("MSFT")));

    [Theory]
    [InlineData("detection.surge.*", true)]
    [InlineData("detection.trend.*", false)]
    public void Matches_a_detection_by_its_kind_too(string topic, bool expected) =>
        Assert.Equal(expected, Some.Topic(topic).Matches(Some.Detection("surge", "MSFT")));
}
