namespace MarketFlow.Feeds.Tests;

/// <summary>Single symbols are judged together, by the longest pause of the last 30 minutes of the session.</summary>
public sealed class LearnedPausesTests
{
    [Theory]
    [InlineData("T.AAPL", 1, 60)]
    [InlineData("T.AAPL", 3, 60)]
    [InlineData("T.AAPL", 10, 200)]
    [InlineData("A.AAPL", 1, 60)]
    [InlineData("AM.AAPL", 1, 150)]
    [InlineData("AM.AAPL", 60, 1_200)]
    public void Reports_a_silence_after_20_times_the_longest_pause_and_recycles_once_after_twice_that(string topic, int every, int limit)
    {
        using var feed = new QuietFeed("massive", [topic]);
        DataEvery(feed, every, times: 12);
        feed.AdvanceBy(limit - 0.001);
        Assert.Null(feed.Status.SilentSince);

        feed.AdvanceBy(0.001);
        Assert.Equal((1, TimeSpan.FromSeconds(limit)), (feed.Connections, feed.Status.PauseLimit));
        feed.AdvanceBy(limit - 0.001);
        Assert.Equal(1, feed.Connections);
        feed.AdvanceBy(0.251);
        Assert.Equal(2, feed.Connections);
        Assert.Contains("was silent: no data for", feed.Status.LastError, StringComparison.Ordinal);

        feed.AdvanceBy(limit * 10);
        Assert.Equal(2, feed.Connections);
        Assert.NotNull(feed.Status.SilentSince);
        feed.Data();
        Assert.Null(feed.Status.SilentSince);
    }

    [Fact]
    public void The_first_trades_of_an_illiquid_symbol_say_nothing()
    {
        using var feed = new QuietFeed("massive", ["T.ZZZ"]);
        feed.AdvanceBy(30);
        feed.Data();
        feed.AdvanceBy(3_600);
        feed.Data();
        feed.Data(); // one order that met several others
        feed.Data();
        feed.Data();
        feed.AdvanceBy(3 * 3_600);

        Assert.Equal((1, null), (feed.Connections, feed.Status.SilentSince));
    }

    [Fact]
    public void A_pause_counts_for_30_minutes()
    {
        using var feed = new QuietFeed("massive", ["T.AAPL"]);
        feed.AdvanceBy(100);
        DataEvery(feed, 1, times: 29 * 60);
        feed.AdvanceBy(1_000);
        Assert.Null(feed.Status.SilentSince); // 20 times 100 s
        feed.Data();
        DataEvery(feed, 1, times: 32 * 60);
        feed.AdvanceBy(60);

        Assert.Equal(TimeSpan.FromMinutes(1), feed.Status.PauseLimit);
    }

    [Fact]
    public void Lunch_time_with_ten_times_longer_pauses_is_legal()
    {
        using var feed = new QuietFeed("massive", ["T.AAPL"]);
        DataEvery(feed, 5, times: 360);
        DataEvery(feed, 50, times: 72);
        DataEvery(feed, 5, times: 360);

        Assert.Equal((1, null), (feed.Connections, feed.Status.SilentSince));
    }

    [Fact]
    public void What_was_learned_from_many_symbols_is_forgotten_when_one_leaves_and_kept_when_one_comes()
    {
        using var fewer = new QuietFeed("massive", ["T.AAPL", "T.ZZZ"]);
        DataEvery(fewer, 1, times: 600);
        fewer.Want("T.ZZZ");
        fewer.AdvanceBy(3_600);
        Assert.Equal((1, null), (fewer.Connections, fewer.Status.SilentSince));

        using var more = new QuietFeed("massive", ["T.AAPL"]);
        DataEvery(more, 1, times: 600);
        more.Want("T.AAPL", "T.ZZZ");
        more.AdvanceBy(60);
        Assert.NotNull(more.Status.SilentSince);
    }

    [Fact]
    public void What_arrives_while_nothing_is_subscribed_to_teaches_nothing()
    {
        using var feed = new QuietFeed("massive", ["T.AAPL"]);
        feed.Want();
        DataEvery(feed, 1, times: 10);
        feed.Want("T.ZZZ");
        feed.AdvanceBy(3_600);

        Assert.Equal((1, null), (feed.Connections, feed.Status.SilentSince));
    }

    [Fact]
    public void A_session_starts_without_what_the_session_before_it_taught()
    {
        var open = MarketFlow.Testing.VirtualMarketClock.Open;
        using var feed = new QuietFeed("massive", ["T.AAPL"], options => options with { IsDataExpected = at => (at - open).TotalHours is < 1 or >= 3 });
        DataEvery(feed, 1, times: 3_590);
        feed.AdvanceBy(6 * 3_600);

        Assert.Equal((1, null), (feed.Connections, feed.Status.SilentSince));
    }

    private static void DataEvery(QuietFeed feed, double seconds, int times)
    {
        for (var i = 0; i < times; i++)
        {
            feed.AdvanceBy(seconds);
            feed.Data();
        }
    }
}
