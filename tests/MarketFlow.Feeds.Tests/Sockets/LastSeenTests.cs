namespace MarketFlow.Feeds.Tests;

/// <summary>What an earlier process received ends with that process, and the first connection of the next one ends a gap.</summary>
public sealed class LastSeenTests
{
    private static readonly TimeSpan _away = TimeSpan.FromSeconds(90);

    [Fact]
    public void Is_where_the_first_gap_begins_which_the_first_data_ends()
    {
        var (feed, seen, gaps) = Feed(connections: 1);
        using var subscription = feed.Subscribe();
        Assert.Empty(gaps);

        feed.Sockets[0].Receives("data"u8.ToArray());

        Assert.Equal((seen, (Timestamp)feed.Clock.Now), (Assert.Single(gaps).From, gaps[0].To));
    }

    [Fact]
    public void Makes_one_gap_whatever_the_connections()
    {
        var (feed, seen, gaps) = Feed(connections: 2);
        using var first = feed.Subscribe(0);
        using var second = feed.Feed.Connection(1).Subscribe(_ => { });

        feed.Sockets[0].Receives("data"u8.ToArray());
        feed.Sockets[1].Receives("data"u8.ToArray());

        Assert.Equal(seen, Assert.Single(gaps).From);
    }

    [Fact]
    public void Is_not_known_by_default_and_the_first_connection_ends_no_gap()
    {
        var feed = new VirtualFeed();
        List<Gap<string>> gaps = [];
        using var told = feed.Feed.Gaps.Subscribe(gaps.Add);
        using var subscription = feed.Subscribe();

        feed.Sockets[0].Receives("data"u8.ToArray());

        Assert.Empty(gaps);
    }

    private static (VirtualFeed Feed, Timestamp Seen, List<Gap<string>> Gaps) Feed(int connections)
    {
        var seen = new VirtualFeed().Clock.Now - _away;
        VirtualFeed feed = new(VirtualFeed.Options with { LastSeen = seen, Connections = connections });
        List<Gap<string>> gaps = [];
        feed.Feed.Gaps.Subscribe(gaps.Add);
        return (feed, seen, gaps);
    }
}
