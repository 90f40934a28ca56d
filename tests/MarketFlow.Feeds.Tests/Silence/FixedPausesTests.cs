using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>How long a connection may be silent, by what is subscribed on it.</summary>
public sealed class FixedPausesTests
{
    [Theory]
    [InlineData("massive", "T.*", 15)]
    [InlineData("massive", "Q.*", 15)]
    [InlineData("massive", "XT.*", 15)]
    [InlineData("massive", "A.*", 30)]
    [InlineData("massive", "XAS.*", 30)]
    [InlineData("massive", "AM.*", 150)]
    [InlineData("massive", "CA.*", 150)]
    [InlineData("alpaca", "trades.*", 15)]
    [InlineData("alpaca", "quotes.*", 15)]
    [InlineData("alpaca", "bars.*", 150)]
    public void A_whole_market_that_sends_nothing_is_recycled_once_per_limit(string dialect, string topic, int limit)
    {
        using var feed = new QuietFeed(dialect, [topic]);
        feed.Data();
        feed.AdvanceBy(limit - 0.001);
        Assert.Equal((1, null), (feed.Connections, feed.Status.SilentSince));

        feed.AdvanceBy(0.001);
        Assert.Equal(Timestamp.FromDateTimeOffset(VirtualMarketClock.Open), feed.Status.SilentSince);
        Assert.Equal(TimeSpan.FromSeconds(limit), feed.Status.PauseLimit);
        feed.AdvanceBy(0.25);
        Assert.Equal(2, feed.Connections);
        feed.AdvanceBy((limit + 0.25) * 9);
        Assert.Equal(11, feed.Connections);
        Assert.All(feed.Virtual.WaitsInMilliseconds(), wait => Assert.InRange(wait, limit * 1_000, (limit * 1_000) + 250)); // the back-off is not raised
    }

    [Theory]
    [InlineData("massive", "LULD.*")]
    [InlineData("massive", "NOI.*")]
    [InlineData("massive", "AM.AAPL")]
    [InlineData("massive", "T.AAPL")]
    [InlineData("massive", "FMV.*")]
    [InlineData("massive", "NEW.*")]
    [InlineData("alpaca", "statuses.*", "lulds.*")]
    [InlineData("alpaca", "news.*")]
    [InlineData("alpaca", "imbalances.*")]
    [InlineData("alpaca", "updatedBars.*", "dailyBars.*")]
    [InlineData("alpaca", "corrections.*", "cancelErrors.*")]
    [InlineData("alpaca", "trades.AAPL")]
    [InlineData("coinbase", "*.BTC-USD")]
    [InlineData("kraken", "*.XBT/USD")]
    [InlineData("hitbtc", "*.BTCUSD")]
    public void Nothing_is_due_from_other_topics_before_they_have_sent_anything(string dialect, params string[] topics)
    {
        using var feed = new QuietFeed(dialect, topics);
        feed.AdvanceBy(6 * 3_600);

        Assert.Equal((1, null), (feed.Connections, feed.Status.SilentSince));
    }

    [Fact]
    public void Nothing_is_due_where_nothing_is_subscribed()
    {
        using var feed = new QuietFeed("massive", []);
        feed.AdvanceBy(6 * 3_600);

        Assert.Equal(1, feed.Connections);
    }

    [Theory]
    [InlineData("wss://stream.data.alpaca.markets/v2/iex", 15)]
    [InlineData("wss://stream.data.alpaca.markets/v2/delayed_sip", 15)]
    [InlineData("wss://stream.data.alpaca.markets/v1beta3/crypto/us", null)]
    [InlineData("wss://stream.data.alpaca.markets/v1beta1/options", null)]
    [InlineData("wss://stream.data.alpaca.markets/v1beta1/overnight", null)]
    [InlineData("wss://stream.data.alpaca.markets/v2/test", null)]
    public void Endpoints_of_Alpaca_that_are_thin_as_a_whole_have_no_fixed_limit(string endpoint, int? limit)
    {
        var pause = new AlpacaDialect().LongestPause(new("trades", "*"), new(endpoint));

        Assert.Equal(limit is null ? NaturalPause.Learned : NaturalPause.OfMarket, pause);
    }

    [Fact]
    public void Eight_minute_bars_of_one_symbol_arrive_on_one_connection()
    {
        using var feed = new QuietFeed("massive", ["AM.AAPL"]);
        for (var minute = 0; minute < 8; minute++)
        {
            feed.AdvanceBy(60);
            feed.Data();
        }

        Assert.Equal(1, feed.Connections);
    }

    [Fact]
    public void A_longer_SilenceLimit_lengthens_every_limit_and_zero_removes_them()
    {
        using var patient = new QuietFeed("massive", ["A.*"], options => options with { SilenceLimit = TimeSpan.FromMinutes(5) });
        patient.AdvanceBy(299.999);
        Assert.Equal(1, patient.Connections);
        patient.AdvanceBy(0.5);
        Assert.Equal(2, patient.Connections);

        using var never = new QuietFeed("massive", ["T.*"], options => options with { SilenceLimit = TimeSpan.Zero });
        never.AdvanceBy(3_600);
        Assert.Equal(1, never.Connections);
    }

    [Fact]
    public void A_topic_owes_nothing_for_the_time_before_it_was_subscribed_to()
    {
        using var feed = new QuietFeed("massive", ["LULD.*"]);
        feed.AdvanceBy(1_000.5);
        feed.Want("LULD.*", "T.*");
        feed.AdvanceBy(14.999);
        Assert.Equal(1, feed.Connections);
        feed.AdvanceBy(0.5);
        Assert.Equal(2, feed.Connections);
    }

    [Fact]
    public void A_topic_that_is_no_longer_subscribed_to_owes_nothing()
    {
        using var feed = new QuietFeed("massive", ["LULD.*", "T.*"]);
        feed.AdvanceBy(14);
        feed.Want("LULD.*");
        feed.AdvanceBy(3_600);

        Assert.Equal((1, null), (feed.Connections, feed.Status.SilentSince));
    }

    [Theory]
    [InlineData(60, 250)]
    [InlineData(59.9, 4_000)]
    public void A_quiet_connection_that_stays_for_a_minute_starts_the_back_off_again(double seconds, int longestWait)
    {
        using var feed = new QuietFeed("massive", ["LULD.*"]);
        for (var i = 0; i < 5; i++)
        {
            feed.AdvanceBy(seconds);
            feed.Virtual.Sockets[^1].IsLost();
            feed.AdvanceBy(longestWait / 1_000.0);
        }

        Assert.Equal(6, feed.Connections);
        Assert.InRange(feed.Virtual.WaitsInMilliseconds().Last() - (seconds * 1_000), longestWait / 4, double.MaxValue);
    }

    [Fact]
    public void A_feed_stays_silent_through_its_recycles_until_data_arrives()
    {
        using var feed = new QuietFeed("massive", ["T.*"]);
        feed.AdvanceBy(40);
        Assert.Equal(Timestamp.FromDateTimeOffset(VirtualMarketClock.Open), feed.Status.SilentSince);
        feed.Data();

        Assert.Null(feed.Status.SilentSince);
    }

    [Fact]
    public void A_feed_whose_subscriptions_are_not_known_is_reported_and_kept()
    {
        using var feed = new QuietFeed("massive", [], options => options with { CreateConversation = null });
        for (var second = 0; second < 10; second++)
        {
            feed.Data();
            feed.AdvanceBy(1);
        }

        feed.AdvanceBy(600);
        Assert.Equal(1, feed.Connections);
        Assert.NotNull(feed.Status.SilentSince);
    }
}
