using System.Net.WebSockets;

namespace MarketFlow.Feeds.Tests;

/// <summary>A feed and the conversations it has: what is said when, and what comes of what is heard.</summary>
public sealed class FeedConversationTests
{
    private const string AskA = """{"action":"subscribe","params":"T.A"}""";

    [Fact]
    public void Says_what_the_conversation_wants_said_as_it_goes_on()
    {
        var feed = new MassiveFeed();
        using var subscription = feed.Virtual.Subscribe();
        Assert.Empty(feed.Said);
        Assert.Equal((ConnectionState.Connecting, 1), (feed.Virtual.Status.State, feed.Virtual.Status.Connection));

        feed.Hears(MassiveControl.Connected);
        Assert.Equal([MassiveFeed.Auth], feed.Said);
        Assert.Equal(ConnectionState.Connecting, feed.Virtual.Status.State);

        feed.Hears(MassiveControl.AuthSuccess);
        Assert.Equal([MassiveFeed.Auth, AskA], feed.Said);
        Assert.Equal(ConnectionState.Open, feed.Virtual.Status.State);
        Assert.Equal(2, feed.Virtual.Seen.Values.Count);
    }

    [Fact]
    public void Sends_the_difference_alone_to_every_open_connection()
    {
        var feed = new MassiveFeed(options => options with { Connections = 2 });
        using var first = feed.Virtual.Subscribe(slot: 0);
        feed.LetIn();
        using var second = feed.Virtual.Subscribe(slot: 1);
        feed.LetIn();

        feed.Feed.Want(Talking.Topics("T.A", "T.B"));
        feed.Feed.Want(Talking.Topics("T.C", "T.B"));
        feed.Feed.Want(Talking.Topics("T.B", "T.C"));

        Assert.All(feed.Virtual.Sockets, socket => Assert.Equal(
            [
                MassiveFeed.Auth, AskA, """{"action":"subscribe","params":"T.B"}""", """{"action":"subscribe","params":"T.C"}""",
                """{"action":"unsubscribe","params":"T.A"}""",
            ],
            socket.Sent.Select(sent => ((ReadOnlyMemory<byte>)sent.Bytes).Text())));
    }

    [Fact]
    public void Asks_for_everything_again_after_a_reconnect()
    {
        var feed = new MassiveFeed();
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.Feed.Want(Talking.Topics("T.A", "T.B"));
        feed.Latest.IsLost();
        feed.Virtual.AdvanceBy(1);
        Assert.Empty(feed.Said);
        feed.LetIn();

        Assert.Equal([MassiveFeed.Auth, """{"action":"subscribe","params":"T.A,T.B"}"""], feed.Said);
    }

    [Fact]
    public void Remembers_what_is_wanted_while_nothing_is_open()
    {
        var feed = new MassiveFeed();
        feed.Feed.Want(Talking.Topics("Q.X"));
        using var subscription = feed.Virtual.Subscribe();
        feed.Hears(MassiveControl.Connected);
        feed.Feed.Want(Talking.Topics("Q.Y"));
        feed.Hears(MassiveControl.AuthSuccess);

        Assert.Equal([MassiveFeed.Auth, """{"action":"subscribe","params":"Q.Y"}"""], feed.Said);
    }

    [Fact]
    public void Asks_for_the_last_of_changes_that_come_faster_than_the_vendor_reads()
    {
        var feed = new MassiveFeed();
        var reads = new TaskCompletionSource();
        feed.Virtual.Connecting = (_, _) => Task.FromResult<WebSocket>(feed.Virtual.AddSocket(new(feed.Clock) { SendWaits = reads.Task }));
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.Feed.Want(Talking.Topics("T.A", "T.B"));
        feed.Feed.Want(Talking.Topics("T.A", "T.C"));
        feed.HearsData();
        Assert.Equal(3, feed.Virtual.Seen.Values.Count); // reading does not wait for writing
        reads.SetResult();

        Assert.True(SpinWait.SpinUntil(() => feed.Latest.Sent.Count >= 3, TimeSpan.FromSeconds(30)));
        Assert.Equal([MassiveFeed.Auth, AskA, """{"action":"subscribe","params":"T.C"}"""], feed.Said);
    }

    [Fact]
    public void Cuts_a_connection_that_takes_no_message_in_time()
    {
        var feed = new MassiveFeed();
        feed.Virtual.Connecting = (_, _) =>
            Task.FromResult<WebSocket>(feed.Virtual.AddSocket(new(feed.Clock) { SendWaits = new TaskCompletionSource().Task }));
        using var subscription = feed.Virtual.Subscribe();
        feed.Hears(MassiveControl.Connected);

        feed.Virtual.AdvanceBy(9.999);
        Assert.False(feed.Latest.IsAborted);
        feed.Virtual.AdvanceBy(0.001);
        Assert.True(SpinWait.SpinUntil(() => feed.Virtual.Status.State == ConnectionState.Waiting, TimeSpan.FromSeconds(30)));
        Assert.Contains("A message to the server was not sent", Assert.Single(feed.Virtual.Faults.Values).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_take_the_vendors_words_for_data_that_flows()
    {
        var feed = new MassiveFeed();
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.Virtual.AdvanceBy(11);
        feed.Hears(MassiveControl.Subscribed(new MassiveTopic("T", "A")));
        Assert.Equal(1, feed.Virtual.Status.Attempts);

        feed.HearsData();
        feed.Virtual.AdvanceBy(9.999);
        feed.HearsData();
        Assert.Equal(1, feed.Virtual.Status.Attempts);
        feed.Virtual.AdvanceBy(0.001);
        feed.HearsData();
        Assert.Equal(0, feed.Virtual.Status.Attempts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Comes_back_no_sooner_than_the_longest_wait_where_its_key_is_refused(bool cut)
    {
        var feed = new MassiveFeed();
        using var subscription = feed.Virtual.Subscribe();
        feed.Hears(MassiveControl.Connected);
        feed.Hears(MassiveControl.AuthFailed);
        if (cut)
        {
            feed.Latest.IsLost();
        }

        Assert.Equal((ConnectionState.Waiting, "Massive says auth_failed: authentication failed"), (feed.Virtual.Status.State, feed.Virtual.Status.LastError));
        Assert.Equal("Massive says auth_failed: authentication failed", Assert.Single(feed.Virtual.Faults.Values).Reason);
        feed.Virtual.AdvanceBy(29.999);
        Assert.Single(feed.Virtual.Attempts);
        feed.Virtual.AdvanceBy(0.001);
        Assert.Equal(2, feed.Virtual.Attempts.Count);
    }

    /// <summary>Vendors close with 1008 whether a key is wrong or has one connection too many: their words before it say which.</summary>
    [Fact]
    public void Takes_a_refused_key_for_no_cap_however_the_vendor_closes()
    {
        var feed = new MassiveFeed();
        using var subscription = feed.Virtual.Subscribe();
        feed.Latest.AnswersCloseWith = System.Net.WebSockets.WebSocketCloseStatus.PolicyViolation;
        feed.Hears(MassiveControl.Connected);
        feed.Hears(MassiveControl.AuthFailed);

        Assert.Equal((ConnectionState.Waiting, true, false), (feed.Virtual.Status.State, feed.Virtual.Status.IsRefused, feed.Virtual.Status.IsOverCap));
        feed.Virtual.AdvanceBy(30);
        Assert.Equal(2, feed.Virtual.Attempts.Count);
    }

    /// <summary>A vendor that waits as long for the login as the feed does for being let in closes with 1008 in the same moment.</summary>
    [Fact]
    public void Takes_a_login_that_took_too_long_for_no_cap_however_the_vendor_closes()
    {
        var feed = new MassiveFeed();
        using var subscription = feed.Virtual.Subscribe();
        feed.Latest.AnswersCloseWith = System.Net.WebSockets.WebSocketCloseStatus.PolicyViolation;
        feed.Virtual.AdvanceBy(10);

        Assert.False(feed.Virtual.Status.IsOverCap);
        Assert.StartsWith("Not let in within 00:00:10", feed.Virtual.Status.LastError, StringComparison.Ordinal);
        feed.Virtual.AdvanceBy(0.25);
        Assert.Equal(2, feed.Virtual.Attempts.Count);
    }

    [Fact]
    public void Reports_a_refused_topic_and_goes_on()
    {
        var feed = new MassiveFeed();
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.Hears(MassiveControl.NotAuthorized);

        Assert.Equal((1, "Massive refused T.A: not authorized."), (Assert.Single(feed.Virtual.Faults.Values).Connection, feed.Virtual.Faults.Values[0].Reason));
        Assert.Equal(ConnectionState.Open, feed.Virtual.Status.State);
    }

    [Fact]
    public void Ends_with_an_error_where_the_callers_conversation_throws()
    {
        var feed = new MassiveFeed(options => options with { CreateConversation = () => new MassiveConversation(new() { Topics = [new("T", "no topic")] }) });
        using var subscription = feed.Virtual.Subscribe();

        Assert.IsType<ArgumentException>(feed.Virtual.Seen.Error);
        Assert.True(feed.Latest.IsDisposed);
    }

    [Fact]
    public void Refuses_to_want_what_names_nothing()
    {
        Assert.Throws<ArgumentNullException>("topics", () => new MassiveFeed().Feed.Want(null!));
        Assert.Throws<ArgumentException>("topics", () => new MassiveFeed().Feed.Want([default]));
    }
}
