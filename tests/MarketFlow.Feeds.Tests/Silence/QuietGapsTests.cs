using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>Which gaps a quiet feed reports: none that an open connection covered, and each outage.</summary>
public sealed class QuietGapsTests
{
    [Fact]
    public void The_gap_of_a_quiet_connection_begins_when_ping_and_pong_last_proved_it_alive()
    {
        using var feed = new QuietFeed("alpaca", ["statuses.*"]);
        feed.Receive("""[{"T":"subscription","statuses":["*"]}]""");
        feed.AdvanceBy(7_200);
        feed.Virtual.Sockets[^1].IsLost();
        feed.AdvanceBy(1);
        feed.Receive("""[{"T":"subscription","statuses":["*"]}]""");

        var gap = Assert.Single(feed.Gaps.Values);
        Assert.Equal((7_200 - 55, 7_201), (Seconds(gap.From), Seconds(gap.To))); // ping interval, pong timeout, and what they may be late
    }

    [Fact]
    public void The_gap_of_a_stalled_connection_begins_with_its_last_data()
    {
        using var feed = new QuietFeed("massive", ["AM.*"]);
        feed.Data();
        feed.AdvanceBy(100);
        feed.Data();
        feed.AdvanceBy(150.25);
        feed.Data();

        var gap = Assert.Single(feed.Gaps.Values);
        Assert.Equal(100, Seconds(gap.From));
        Assert.InRange(Seconds(gap.To), 250, 250.25);
    }

    [Theory]
    [InlineData("alpaca", "statuses.*", 60)]
    [InlineData("massive", "AM.*", 149)]
    public void A_connection_that_is_quiet_by_nature_covers_the_loss_of_its_twin(string dialect, string topic, int next)
    {
        using var feed = new QuietFeed(dialect, [topic], connections: 2);
        Both(feed);
        feed.Virtual.Sockets[0].IsLost();
        feed.AdvanceBy(1);
        feed.Data(2);
        feed.AdvanceBy(next - 2);
        feed.Data(1);
        feed.Data(2);
        feed.AdvanceBy(1_000);

        Assert.Empty(feed.Gaps.Values);
    }

    [Fact]
    public void A_connection_that_brings_nothing_again_but_answers_pings_covers_the_loss_of_its_twin()
    {
        using var feed = new QuietFeed("alpaca", ["statuses.*"], connections: 2);
        Both(feed);
        feed.AdvanceBy(1_000);
        feed.Virtual.Sockets[0].IsLost();
        feed.AdvanceBy(1);
        feed.Data(2);
        feed.AdvanceBy(10_000);

        Assert.Empty(feed.Gaps.Values);
    }

    [Fact]
    public void Both_connections_lost_at_once_are_a_gap()
    {
        using var feed = new QuietFeed("alpaca", ["statuses.*"], connections: 2);
        Both(feed);
        feed.AdvanceBy(100);
        feed.Data(0);
        feed.Data(1);
        feed.Virtual.Sockets[0].IsLost();
        feed.Virtual.Sockets[1].IsLost();
        feed.AdvanceBy(5);
        feed.Data(2);
        feed.Data(3);
        feed.AdvanceBy(1_000);

        var gap = Assert.Single(feed.Gaps.Values);
        Assert.Equal((100, 105), (Seconds(gap.From), Seconds(gap.To)));
    }

    private static void Both(QuietFeed feed)
    {
        feed.Data(0);
        feed.Data(1);
    }

    private static double Seconds(Timestamp at) => (at.ToDateTimeOffset() - VirtualMarketClock.Open).TotalSeconds;
}
