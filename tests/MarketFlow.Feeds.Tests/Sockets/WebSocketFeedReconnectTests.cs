using System.Net.WebSockets;

namespace MarketFlow.Feeds.Tests;

public sealed class WebSocketFeedReconnectTests
{
    [Fact]
    public void Waits_twice_as_long_after_each_failure_up_to_the_maximum_less_up_to_half_at_random()
    {
        var feed = new VirtualFeed();
        feed.Connecting = (_, _) => VirtualFeed.Refuse();
        using var subscription = feed.Subscribe();
        feed.AdvanceBy(300);

        var waits = feed.WaitsInMilliseconds().ToList();
        Assert.InRange(waits.Count, 14, 25);
        for (var i = 0; i < waits.Count; i++)
        {
            var longest = Math.Min(250 * Math.Pow(2, i), 30_000);
            Assert.InRange(waits[i], longest / 2, longest);
        }

        Assert.Equal(waits.Count, waits.Distinct().Count()); // jitter at the maximum too
        Assert.Equal("No connection: refused", feed.Status.LastError);
    }

    [Fact]
    public void Waits_the_same_with_the_same_seed_and_differently_per_slot()
    {
        Assert.Equal(Waits(seed: 3, slot: 0), Waits(seed: 3, slot: 0));
        Assert.NotEqual(Waits(seed: 3, slot: 0), Waits(seed: 4, slot: 0));
        Assert.NotEqual(Waits(seed: 3, slot: 0), Waits(seed: 3, slot: 1));

        static List<double> Waits(int seed, int slot)
        {
            var feed = new VirtualFeed(VirtualFeed.Options with { JitterSeed = seed, Connections = 2 });
            feed.Connecting = (_, _) => VirtualFeed.Refuse();
            using var subscription = feed.Subscribe(slot);
            feed.AdvanceBy(20);
            return [.. feed.WaitsInMilliseconds()];
        }
    }

    [Theory]
    [InlineData(10, 125, 250)] // proven: the loss is the first failure of a new row
    [InlineData(9.999, 1_000, 2_000)] // not proven: the fourth in a row
    public void Starts_over_only_after_data_has_flowed_long_enough(double seconds, double shortest, double longest)
    {
        var feed = new VirtualFeed();
        feed.Connecting = (attempt, _) => attempt <= 3 ? VirtualFeed.Refuse() : Task.FromResult<WebSocket>(feed.AddSocket());
        using var subscription = feed.Subscribe();
        feed.AdvanceBy(4);
        feed.Sockets[0].Receives("first"u8.ToArray());
        feed.AdvanceBy(seconds);
        feed.Sockets[0].Receives("last"u8.ToArray());
        Assert.Equal(seconds >= 10 ? 0 : 4, feed.Status.Attempts);
        feed.AdvanceBy(20); // open but silent: that is not data

        var lostAt = feed.Clock.Now;
        feed.Sockets[0].IsLost();
        Assert.Equal(ConnectionState.Waiting, feed.Status.State);
        feed.AdvanceBy(20);

        Assert.Equal(5, feed.Attempts.Count);
        Assert.InRange((feed.Attempts[^1] - lostAt).TotalMilliseconds, shortest, longest);
    }

    [Fact]
    public void Doubles_again_after_starting_over()
    {
        var feed = new VirtualFeed();
        using var subscription = feed.Subscribe();
        feed.Sockets[0].Receives("first"u8.ToArray());
        feed.AdvanceBy(10);
        feed.Sockets[0].Receives("last"u8.ToArray());
        feed.Connecting = (_, _) => VirtualFeed.Refuse();
        feed.Sockets[0].IsLost();
        feed.AdvanceBy(3);

        Assert.All(feed.WaitsInMilliseconds().Skip(1).Zip([500d, 1_000d]), wait => Assert.InRange(wait.First, wait.Second / 2, wait.Second));
    }

    [Theory]
    [InlineData("max_connections")]
    [InlineData("Limit exceeded")]
    [InlineData("")]
    [InlineData(null)]
    public void Stays_away_for_a_minute_where_the_server_says_that_there_are_too_many_connections(string? words)
    {
        var feed = new VirtualFeed();
        using var subscription = feed.Subscribe();
        feed.Sockets[0].ReceivesClose(WebSocketCloseStatus.PolicyViolation, words);

        feed.AdvanceBy(59.999);
        Assert.Single(feed.Attempts);
        feed.AdvanceBy(0.001);
        Assert.Equal(2, feed.Attempts.Count);
    }

    /// <summary>Vendors close with the same code for a client that reads too slowly or logs in too late; nobody else wants its place.</summary>
    [Theory]
    [InlineData("slow-client")]
    [InlineData("no key in time")]
    public void Comes_back_soon_where_the_server_closes_for_another_reason(string words)
    {
        var feed = new VirtualFeed();
        using var subscription = feed.Subscribe();
        feed.Sockets[0].ReceivesClose(WebSocketCloseStatus.PolicyViolation, words);

        Assert.Equal((false, $"The server closed with 1008 ({words})."), (feed.Status.IsOverCap, feed.Status.LastError));
        feed.AdvanceBy(0.25);
        Assert.Equal(2, feed.Attempts.Count);
    }

    [Fact]
    public void Gives_up_an_attempt_when_its_time_is_over_and_tries_again()
    {
        var feed = new VirtualFeed();
        feed.Connecting = (_, cancel) => VirtualFeed.Hang(cancel);
        using var subscription = feed.Subscribe();

        feed.AdvanceBy(9.999);
        Assert.Equal(ConnectionState.Connecting, feed.Status.State);
        feed.AdvanceBy(0.001);
        Assert.Equal((ConnectionState.Waiting, "No connection within 00:00:10 (ConnectTimeout)."), (feed.Status.State, feed.Status.LastError));
        feed.AdvanceBy(1);
        Assert.Equal(2, feed.Attempts.Count);
    }

    [Fact]
    public void Does_not_give_up_an_open_connection_when_the_time_for_connecting_is_over()
    {
        var feed = new VirtualFeed();
        using var subscription = feed.Subscribe();
        feed.AdvanceBy(3_600);

        Assert.Equal(ConnectionState.Open, feed.Status.State);
        Assert.Single(feed.Attempts);
    }

    [Fact]
    public void Counts_a_first_message_that_cannot_be_sent_as_a_failed_attempt()
    {
        var feed = new VirtualFeed();
        feed.Connecting = (_, _) => Task.FromResult<WebSocket>(feed.AddSocket(new(feed.Clock) { SendFails = new IOException("broken pipe") }));
        using var subscription = feed.Subscribe();

        Assert.Equal((ConnectionState.Waiting, "No connection: broken pipe", 0), (feed.Status.State, feed.Status.LastError, feed.Status.Connection));
        Assert.True(feed.Sockets[0].IsDisposed);
    }

    [Fact]
    public void Answers_the_servers_close_and_comes_back()
    {
        var feed = new VirtualFeed();
        using var subscription = feed.Subscribe();
        feed.Sockets[0].ReceivesClose(WebSocketCloseStatus.NormalClosure);
        feed.AdvanceBy(1);

        Assert.Equal(WebSocketCloseStatus.NormalClosure, feed.Sockets[0].ClosedWith);
        Assert.True(feed.Sockets[0].IsDisposed);
        Assert.Equal((ConnectionState.Open, 2), (feed.Status.State, feed.Status.Connection));
        Assert.False(feed.Seen.HasEnded);
    }
}
