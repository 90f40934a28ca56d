using System.Net.WebSockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

public sealed class WebSocketFeedTests
{
    [Fact]
    public void Refuses_options_out_of_range_naming_them()
    {
        Refuses("Name", o => o with { Name = "" });
        Refuses("Url", o => o with { Url = new Uri("https://vendor.test/ws") });
        Refuses("Url", o => o with { Url = new Uri("/ws", UriKind.Relative) });
        Refuses("SendOnConnect", o => o with { SendOnConnect = null! });
        Refuses("Connections", o => o with { Connections = 0 });
        Refuses("Connections", o => o with { Connections = 65 });
        Refuses("ConnectTimeout", o => o with { ConnectTimeout = TimeSpan.Zero });
        Refuses("InitialDelay", o => o with { InitialDelay = TimeSpan.FromMilliseconds(0.9) });
        Refuses("MaxDelay", o => o with { MaxDelay = o.InitialDelay - TimeSpan.FromTicks(1) });
        Refuses("ProvenAfter", o => o with { ProvenAfter = TimeSpan.FromTicks(-1) });
        Refuses("CapCooldown", o => o with { CapCooldown = TimeSpan.Zero });
        Refuses("SilenceLimit", o => o with { SilenceLimit = TimeSpan.FromTicks(-1) });
        Refuses("IsDataExpected", o => o with { IsDataExpected = null! });
        Refuses("MaxFrameBytes", o => o with { MaxFrameBytes = 0 });
        Refuses("KeepAliveInterval", o => o with { KeepAliveInterval = TimeSpan.FromTicks(-1) });
        Refuses("KeepAliveTimeout", o => o with { KeepAliveTimeout = TimeSpan.Zero });
        Refuses("CloseTimeout", o => o with { CloseTimeout = TimeSpan.FromTicks(-1) });

        static void Refuses(string property, Func<WebSocketFeedOptions, WebSocketFeedOptions> change) =>
            Assert.Contains(
                $"{property} is ",
                Assert.Throws<ArgumentOutOfRangeException>(() => new VirtualFeed(change(VirtualFeed.Options))).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_the_options_at_their_bounds() =>
        Assert.Equal(64, new VirtualFeed(VirtualFeed.Options with
        {
            Connections = 64,
            MaxFrameBytes = 1,
            InitialDelay = TimeSpan.FromMilliseconds(1),
            MaxDelay = TimeSpan.FromMilliseconds(1),
            ProvenAfter = TimeSpan.Zero,
            CloseTimeout = TimeSpan.Zero,
            SilenceLimit = TimeSpan.Zero,
        }).Feed.Connections.Count);

    [Fact]
    public void Refuses_a_missing_argument_and_a_slot_that_is_not_there()
    {
        var clock = new VirtualMarketClock();
        var faults = new RecordingObserver<FeedFault>();

        Assert.Throws<ArgumentNullException>("options", () => new WebSocketFeed(null!, faults, clock));
        Assert.Throws<ArgumentNullException>("faults", () => new WebSocketFeed(VirtualFeed.Options, null!, clock));
        Assert.Throws<ArgumentNullException>("clock", () => new WebSocketFeed(VirtualFeed.Options, faults, null!));
        Assert.Throws<ArgumentOutOfRangeException>("slot", () => new VirtualFeed().Feed.Connection(-1));
        Assert.Throws<ArgumentOutOfRangeException>("slot", () => new VirtualFeed().Feed.Connection(1));
    }

    [Fact]
    public void Connects_when_subscribed_to_and_not_before()
    {
        var feed = new VirtualFeed();
        Assert.Empty(feed.Attempts);
        Assert.Equal(ConnectionState.Idle, feed.Status.State);

        using var subscription = feed.Subscribe();

        Assert.Single(feed.Attempts);
        Assert.Equal(ConnectionState.Open, feed.Status.State);
    }

    [Fact]
    public void Sends_its_messages_in_order_on_every_connection()
    {
        var feed = new VirtualFeed();
        using var subscription = feed.Subscribe();
        feed.Sockets[0].IsLost();
        feed.AdvanceBy(1);

        Assert.Equal(2, feed.Sockets.Count);
        Assert.All(feed.Sockets, socket => Assert.Equal(["login", "subscribe"], socket.Sent.Select(sent => Encoding.UTF8.GetString(sent.Bytes))));
        Assert.All(feed.Sockets, socket => Assert.DoesNotContain(true, socket.Sent.Select(sent => sent.IsBinary)));
    }

    [Fact]
    public void Delivers_what_arrives_with_its_feed_connection_time_and_kind()
    {
        var feed = new VirtualFeed();
        using var subscription = feed.Subscribe();
        feed.AdvanceBy(1.5);
        feed.Sockets[0].Receives("one"u8.ToArray());
        feed.AdvanceBy(1);
        feed.Sockets[0].Receives([1, 2], WebSocketMessageType.Binary, isEnd: false);
        feed.Sockets[0].Receives([3], WebSocketMessageType.Binary, isEnd: true);
        feed.Sockets[0].Receives([], WebSocketMessageType.Text, isEnd: true);

        Assert.Equal(
            [("one", false, 1.5), ("\u0001\u0002\u0003", true, 2.5), ("", false, 2.5)],
            feed.Seen.Values.Select(frame => (VirtualFeed.Text(frame), frame.IsBinary, (frame.ReceivedAt - VirtualMarketClock.Open).TotalSeconds)));
        Assert.All(feed.Seen.Values, frame => Assert.Equal(("hitbtc", 1), (frame.Feed, frame.Connection)));
        feed.Seen.AssertGrammar();
    }

    [Fact]
    public void Numbers_connections_by_slot_and_each_reconnect_anew()
    {
        var feed = new VirtualFeed(VirtualFeed.Options with { Connections = 3 });
        using var third = feed.Subscribe(slot: 2);
        using var first = feed.Subscribe(slot: 0);
        feed.Sockets[0].IsLost();
        feed.AdvanceBy(1);
        feed.Sockets[1].IsLost();
        feed.AdvanceBy(1);
        using var second = feed.Subscribe(slot: 1);
        foreach (var socket in feed.Sockets)
        {
            socket.Receives("x"u8.ToArray());
        }

        Assert.Equal([5, 2, 4], feed.Feed.Status.Select(status => status.Connection));
        Assert.Equal([0, 1, 2], feed.Feed.Status.Select(status => status.Slot));
        Assert.Equal([4, 5, 2], feed.Seen.Values.Select(frame => frame.Connection));
    }

    [Fact]
    public void Skips_a_frame_that_is_too_long_and_goes_on()
    {
        var feed = new VirtualFeed(VirtualFeed.Options with { MaxFrameBytes = 200_000 });
        using var subscription = feed.Subscribe();
        var socket = feed.Sockets[0];

        socket.Receives(new byte[200_000], new byte[200_001], new byte[400_000], "next"u8.ToArray());

        Assert.Equal([200_000, 4], feed.Seen.Values.Select(frame => frame.Bytes.Length));
        Assert.Equal(
            [(1, "Frame of 200001 bytes skipped; at most 200000 are taken (MaxFrameBytes)."), (1, "Frame of 400000 bytes skipped; at most 200000 are taken (MaxFrameBytes).")],
            feed.Faults.Values.Select(fault => (fault.Connection, fault.Reason)));
        Assert.Equal((4, 800_005), (feed.Status.Frames, feed.Status.Bytes));
    }

    /// <summary>However messages are cut into parts, what comes out is the messages, each in an array of its own.</summary>
    [Fact]
    public void Puts_messages_together_however_they_are_cut() =>
        Prop.ForAll<(byte[] Seed, byte Times, byte Cuts)[]>(messages =>
        {
            var feed = new VirtualFeed();
            using var subscription = feed.Subscribe();
            var whole = messages.Select(m => Enumerable.Repeat(m.Seed, m.Times * 40).SelectMany(bytes => bytes).ToArray()).ToList();
            foreach (var (bytes, cuts) in whole.Zip(messages.Select(m => m.Cuts)))
            {
                var parts = bytes.Length == 0 ? [[]] : bytes.Chunk((bytes.Length / (cuts + 1)) + 1).ToArray();
                for (var i = 0; i < parts.Length; i++)
                {
                    feed.Sockets[0].Receives(parts[i], WebSocketMessageType.Text, isEnd: i == parts.Length - 1);
                }
            }

            return feed.Seen.Values.Select(frame => frame.Bytes.ToArray()).SequenceEqual(whole, EqualityComparer<byte[]>.Create((x, y) => x!.SequenceEqual(y!)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Refuses_a_second_subscription_to_a_slot_until_the_first_is_disposed()
    {
        var feed = new VirtualFeed();
        var second = new RecordingObserver<Frame>();
        var subscription = feed.Subscribe();

        feed.Feed.Connection(0).Subscribe(second);
        Assert.Contains("slot 0 is subscribed to already", Assert.IsType<InvalidOperationException>(second.Error).Message, StringComparison.Ordinal);
        Assert.Single(feed.Attempts);

        subscription.Dispose();
        using var third = feed.Subscribe();
        Assert.Equal(2, feed.Attempts.Count);
    }

    [Fact]
    public void Ends_with_an_error_where_the_callers_messages_throw()
    {
        var feed = new VirtualFeed(VirtualFeed.Options with { SendOnConnect = () => throw new InvalidOperationException("no key") });
        using var subscription = feed.Subscribe();

        Assert.Equal("no key", feed.Seen.Error?.Message);
        Assert.Empty(feed.Attempts);
    }

    [Fact]
    public void Gives_up_the_connection_of_a_consumer_that_throws_and_says_so()
    {
        var feed = new VirtualFeed() { Seen = new() { WhileReceiving = _ => throw new InvalidOperationException("consumer broke") } };
        using var subscription = feed.Subscribe();
        feed.Sockets[0].Receives("x"u8.ToArray());
        feed.AdvanceBy(120);

        Assert.Contains("consumer broke", Assert.Single(feed.Faults.Values).Reason, StringComparison.Ordinal);
        Assert.True(feed.Sockets[0].IsDisposed);
        Assert.Single(feed.Attempts);
        Assert.Equal((ConnectionState.Idle, "consumer broke"), (feed.Status.State, feed.Status.LastError));
    }

    [Fact]
    public void Tells_how_it_is()
    {
        var feed = new VirtualFeed();
        using var subscription = feed.Subscribe();
        feed.AdvanceBy(1);
        feed.Sockets[0].Receives("abc"u8.ToArray(), "de"u8.ToArray());
        Assert.Equal(new(0, 1, ConnectionState.Open, 1, null, VirtualMarketClock.Open.AddSeconds(1), 2, 5), feed.Status);

        feed.Sockets[0].ReceivesClose(WebSocketCloseStatus.EndpointUnavailable, "maintenance");
        Assert.Equal(
            new(0, 1, ConnectionState.Waiting, 1, "The server closed with 1001 (maintenance).", VirtualMarketClock.Open.AddSeconds(1), 2, 5), feed.Status);

        feed.Connecting = (_, _) => new TaskCompletionSource<WebSocket>().Task;
        feed.AdvanceBy(1);
        Assert.Equal((ConnectionState.Connecting, 2), (feed.Status.State, feed.Status.Attempts));
    }
}
