using System.Net.WebSockets;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>A connection on which a topic with a fixed limit is due is recycled when no data arrives.</summary>
public sealed class FeedSilenceTests
{
    [Fact]
    public void Recycles_a_connection_that_is_mute_for_the_limit()
    {
        var feed = Watching("T.*");
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.Virtual.AdvanceBy(14.999);
        Assert.Equal(ConnectionState.Open, feed.Virtual.Status.State);
        feed.Virtual.AdvanceBy(0.001);

        Assert.Equal(
            (ConnectionState.Waiting, "Connection 1 was silent: no data for 15 s, and T.* pauses for at most 15 s while its market is open."),
            (feed.Virtual.Status.State, feed.Virtual.Status.LastError));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, feed.Latest.ClosedWith);
        feed.Virtual.AdvanceBy(1);
        Assert.Equal(2, feed.Virtual.Attempts.Count);
    }

    [Fact]
    public void Counts_from_the_last_data_and_takes_no_answer_for_data()
    {
        var feed = Watching("T.*");
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.Virtual.AdvanceBy(10);
        feed.HearsData();
        feed.Virtual.AdvanceBy(10);
        feed.Hears(MassiveControl.Subscribed(new MassiveTopic("T", "*")));
        feed.Virtual.AdvanceBy(4.999);
        Assert.Equal(ConnectionState.Open, feed.Virtual.Status.State);
        feed.Virtual.AdvanceBy(0.001);

        Assert.Equal(ConnectionState.Waiting, feed.Virtual.Status.State);
    }

    [Fact]
    public void Cuts_a_mute_connection_that_does_not_even_answer_the_close()
    {
        var feed = Watching("T.*");
        feed.Virtual.Connecting = (_, _) => Task.FromResult<WebSocket>(feed.Virtual.AddSocket(new(feed.Clock) { AnswersClose = false }));
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.Virtual.AdvanceBy(16.999);
        Assert.False(feed.Latest.IsAborted);
        feed.Virtual.AdvanceBy(0.001);

        Assert.True(feed.Virtual.Sockets[0].IsAborted);
        Assert.Contains("was silent", feed.Virtual.Status.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public void Recycles_once_per_limit_and_never_raises_the_back_off()
    {
        var feed = Watching("T.*");
        feed.Virtual.Connecting = (_, _) =>
        {
            var socket = feed.Virtual.AddSocket();
            socket.Receives(MassiveControl.Connected.ToArray(), MassiveControl.AuthSuccess.ToArray());
            return Task.FromResult<WebSocket>(socket);
        };
        using var subscription = feed.Virtual.Subscribe();
        feed.Virtual.AdvanceBy(3_600);

        Assert.InRange(feed.Virtual.Attempts.Count, 236, 239); // every 15 s and a quarter second at most
    }

    [Fact]
    public void Leaves_a_mute_connection_alone_while_the_market_is_closed()
    {
        var feed = Watching("T.*", options => options with { IsDataExpected = at => at >= VirtualMarketClock.Open.AddHours(1) });
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.Virtual.AdvanceBy(3_600 + 14.999);
        Assert.Equal((ConnectionState.Open, 1), (feed.Virtual.Status.State, feed.Virtual.Attempts.Count));

        feed.Virtual.AdvanceBy(15.001);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, feed.Virtual.Sockets[0].ClosedWith);
    }

    [Fact]
    public void Leaves_a_connection_alone_that_was_asked_for_nothing_and_counts_from_the_first_question()
    {
        var feed = new MassiveFeed(options => options with { CreateConversation = () => new MassiveConversation(new() { Key = "K" }) });
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.Virtual.AdvanceBy(3_614);
        feed.Feed.Want(Talking.Topics("T.*"));
        feed.Virtual.AdvanceBy(14.999);
        Assert.Equal((ConnectionState.Open, 1), (feed.Virtual.Status.State, feed.Virtual.Attempts.Count));

        feed.Virtual.AdvanceBy(15.001);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, feed.Virtual.Sockets[0].ClosedWith);
    }

    [Fact]
    public void Never_recycles_where_the_limit_is_zero()
    {
        var feed = Watching("T.*", options => options with { SilenceLimit = TimeSpan.Zero });
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.Virtual.AdvanceBy(3_600);

        Assert.Equal((ConnectionState.Open, 1), (feed.Virtual.Status.State, feed.Virtual.Attempts.Count));
    }

    [Fact]
    public void Gives_up_a_connection_that_is_not_let_in_in_time()
    {
        var feed = Watching("T.*");
        using var subscription = feed.Virtual.Subscribe();
        feed.Hears(MassiveControl.Connected);
        feed.Virtual.AdvanceBy(9.999);
        Assert.Equal(ConnectionState.Connecting, feed.Virtual.Status.State);
        feed.Virtual.AdvanceBy(0.001);

        Assert.Equal("Not let in within 00:00:10 (ConnectTimeout); the conversation is Authenticating.", feed.Virtual.Status.LastError);
        feed.Virtual.AdvanceBy(1);
        Assert.Equal(2, feed.Virtual.Attempts.Count);
    }

    [Fact]
    public void Reports_market_hours_that_throw_and_goes_on_without_the_watch()
    {
        var feed = Watching("T.*", options => options with { IsDataExpected = _ => throw new InvalidOperationException("no calendar") });
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.Virtual.AdvanceBy(60);

        Assert.Contains("no calendar", Assert.Single(feed.Virtual.Faults.Values).Reason, StringComparison.Ordinal);
        Assert.Equal(ConnectionState.Open, feed.Virtual.Status.State);
    }

    private static MassiveFeed Watching(string topic, Func<WebSocketFeedOptions, WebSocketFeedOptions>? change = null) => new(options =>
        (change ?? (same => same))(options with { CreateConversation = () => new MassiveConversation(new() { Key = "K", Topics = Talking.Topics(topic) }) }));

    [Theory]
    [InlineData("2026-03-09T13:29:59.999Z", false)] // Monday, daylight saving
    [InlineData("2026-03-09T13:30:00Z", true)]
    [InlineData("2026-03-09T19:59:59.999Z", true)]
    [InlineData("2026-03-09T20:00:00Z", false)]
    [InlineData("2026-03-06T14:29:59Z", false)] // Friday, standard time
    [InlineData("2026-03-06T14:30:00Z", true)]
    [InlineData("2026-03-07T15:00:00Z", false)] // Saturday
    [InlineData("2026-03-08T15:00:00Z", false)]
    [InlineData("2026-12-25T15:00:00Z", false)] // Christmas
    [InlineData("2026-11-27T17:59:59.999Z", true)] // a half day
    [InlineData("2026-11-27T18:00:00Z", false)]
    public void Knows_the_hours_of_US_stocks(string at, bool isExpected)
    {
        var instant = Timestamp.Parse(at).ToDateTimeOffset();
        Assert.Equal(isExpected, MarketHours.UsStocks(instant));
        Assert.True(MarketHours.Always(instant));
    }
}
