using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>A vendor that does not answer for one topic, and acknowledges others, may not serve it: its silence must not cost them their connection.</summary>
public sealed class UnansweredTopicTests
{
    [Theory]
    [InlineData(true, "AM.AAPL")]
    [InlineData(false, "AM.AAPL T.*")] // a vendor that answers nothing at all may be dead
    public void Data_of_an_unanswered_topic_is_due_only_where_nothing_is_acknowledged(bool isAnswered, string expected)
    {
        var conversation = Dialects.Named("massive").CreateConversation(new() { Topics = Talking.Topics("T.*", "AM.AAPL") });
        conversation.Advance(VirtualMarketClock.Open);
        conversation.Opened();
        Assert.Equal("AM.AAPL T.*", Expected());

        if (isAnswered)
        {
            conversation.Hear("""[{"ev":"status","status":"success","message":"subscribed to: AM.AAPL"}]""");
        }

        conversation.Advance(VirtualMarketClock.Open + TimeSpan.FromSeconds(6));
        Assert.Equal(expected, Expected());

        string Expected() => string.Join(' ', conversation.Expected!.Select(topic => topic.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_late_acknowledgement_makes_it_due_again()
    {
        var conversation = Dialects.Named("massive").CreateConversation(new() { Topics = Talking.Topics("T.*", "AM.AAPL") });
        conversation.Advance(VirtualMarketClock.Open);
        conversation.Opened();
        conversation.Hear("""[{"ev":"status","status":"success","message":"subscribed to: AM.AAPL"}]""");
        conversation.Advance(VirtualMarketClock.Open + TimeSpan.FromSeconds(6));
        Assert.DoesNotContain(new("T", "*"), conversation.Expected!);

        conversation.Hear("""[{"ev":"status","status":"success","message":"subscribed to: T.*"}]""");

        Assert.Contains(new("T", "*"), conversation.Expected!);
    }
}
