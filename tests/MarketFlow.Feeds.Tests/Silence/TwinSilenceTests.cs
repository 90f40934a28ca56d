namespace MarketFlow.Feeds.Tests;

/// <summary>Of redundant connections, one is judged by what the others received.</summary>
public sealed class TwinSilenceTests
{
    [Fact]
    public void A_connection_is_recycled_that_misses_what_its_twin_receives_though_its_topic_is_irregular()
    {
        using var feed = Quiet();
        for (var i = 0; i < 4; i++)
        {
            feed.AdvanceBy(20);
            feed.Data(1);
        }

        Assert.Equal(3, feed.Connections);
        Assert.Contains("another connection of the feed received data", feed.Virtual.Feed.Status[0].LastError, StringComparison.Ordinal);
        Assert.Equal(ConnectionState.Open, feed.Virtual.Feed.Status[1].State);
        Assert.Null(feed.Virtual.Feed.Status[1].SilentSince);
    }

    [Fact]
    public void Connections_that_receive_the_same_are_both_kept_though_one_is_a_second_late()
    {
        using var feed = Quiet();
        for (var i = 0; i < 200; i++)
        {
            feed.AdvanceBy(i % 60);
            feed.Data(1);
            feed.AdvanceBy(0.9);
            feed.Data(0);
        }

        Assert.Equal(2, feed.Connections);
    }

    [Fact]
    public void What_a_venue_sends_to_a_new_connection_alone_says_nothing_about_its_twin()
    {
        using var feed = new QuietFeed("hitbtc", ["*.BTCUSD"], connections: 2);
        feed.AdvanceBy(20);
        for (var socket = 1; socket < 10; socket++)
        {
            feed.Virtual.Sockets[socket].IsLost();
            feed.AdvanceBy(1);
            feed.Data(); // the snapshot
            feed.AdvanceBy(100);
        }

        Assert.Equal(11, feed.Connections);
    }

    private static QuietFeed Quiet()
    {
        QuietFeed feed = new("alpaca", ["statuses.*"], connections: 2);
        feed.AdvanceBy(20);
        return feed;
    }
}
