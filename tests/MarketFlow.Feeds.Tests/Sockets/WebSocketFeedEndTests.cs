using System.Net.WebSockets;
using System.Reactive.Disposables;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

public sealed class WebSocketFeedEndTests
{
    [Fact]
    public void Disposed_while_connecting_cancels_the_attempt()
    {
        var feed = new VirtualFeed();
        var cancelled = false;
        feed.Connecting = (_, cancel) =>
        {
            cancel.Register(() => cancelled = true);
            return VirtualFeed.Hang(cancel);
        };

        feed.Subscribe().Dispose();

        Assert.True(cancelled);
        AssertQuietAfter(feed, attempts: 1);
    }

    [Fact]
    public void Disposed_while_waiting_does_not_try_again()
    {
        var feed = new VirtualFeed();
        feed.Connecting = (_, _) => VirtualFeed.Refuse();
        var subscription = feed.Subscribe();
        Assert.Equal(ConnectionState.Waiting, feed.Status.State);

        subscription.Dispose();

        AssertQuietAfter(feed, attempts: 1);
    }

    [Fact]
    public void Disposed_while_open_closes_the_socket_and_delivers_nothing_more()
    {
        var feed = new VirtualFeed();
        feed.Connecting = (_, _) => Task.FromResult<WebSocket>(feed.AddSocket(new(feed.Clock) { AnswersClose = false }));
        var subscription = feed.Subscribe();
        var socket = feed.Sockets[0];
        socket.Receives("before"u8.ToArray());

        subscription.Dispose();
        socket.Receives("after"u8.ToArray());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.ClosedWith);
        Assert.False(socket.IsDisposed);

        socket.ReceivesClose(WebSocketCloseStatus.NormalClosure);
        Assert.True(socket.IsDisposed);
        Assert.False(socket.IsAborted);
        Assert.Equal(["before"], feed.Seen.Values.Select(VirtualFeed.Text));
        AssertQuietAfter(feed, attempts: 1);
    }

    [Fact]
    public void Cuts_a_socket_whose_server_does_not_answer_the_close_in_time()
    {
        var feed = new VirtualFeed();
        feed.Connecting = (_, _) => Task.FromResult<WebSocket>(feed.AddSocket(new(feed.Clock) { AnswersClose = false }));
        feed.Subscribe().Dispose();

        feed.AdvanceBy(1.999);
        Assert.False(feed.Sockets[0].IsAborted);
        feed.AdvanceBy(0.001);
        Assert.True(feed.Sockets[0] is { IsAborted: true, IsDisposed: true });
        AssertQuietAfter(feed, attempts: 1);
    }

    [Fact]
    public void Disposed_from_within_OnNext_delivers_nothing_more()
    {
        using var subscription = new SingleAssignmentDisposable();
        var feed = new VirtualFeed() { Seen = new() { WhileReceiving = _ => subscription.Dispose() } };
        subscription.Disposable = feed.Subscribe();
        feed.Sockets[0].Receives("one"u8.ToArray(), "two"u8.ToArray());

        Assert.Equal(["one"], feed.Seen.Values.Select(VirtualFeed.Text));
        Assert.True(feed.Sockets[0].IsDisposed);
        AssertQuietAfter(feed, attempts: 1);
    }

    [Fact]
    public void Stopped_delivers_what_arrives_until_the_close_is_answered_then_completes()
    {
        var feed = new VirtualFeed();
        feed.Connecting = (_, _) => Task.FromResult<WebSocket>(feed.AddSocket(new(feed.Clock) { AnswersClose = false }));
        using var subscription = feed.Subscribe();

        feed.Feed.Stop();
        feed.Sockets[0].Receives("late"u8.ToArray());
        Assert.False(feed.Seen.HasEnded);
        feed.Sockets[0].ReceivesClose(WebSocketCloseStatus.NormalClosure);

        Assert.Equal(["late"], feed.Seen.Values.Select(VirtualFeed.Text));
        Assert.True(feed.Seen.IsCompleted);
        feed.Seen.AssertGrammar();
        AssertQuietAfter(feed, attempts: 1);
    }

    [Fact]
    public void Stopped_while_waiting_completes()
    {
        var feed = new VirtualFeed();
        feed.Connecting = (_, _) => VirtualFeed.Refuse();
        using var subscription = feed.Subscribe();

        feed.Feed.Stop();
        Assert.True(SpinWait.SpinUntil(() => feed.Seen.HasEnded, TimeSpan.FromSeconds(30)));

        Assert.True(feed.Seen.IsCompleted);
        AssertQuietAfter(feed, attempts: 1);
    }

    [Fact]
    public void Stopped_completes_later_subscriptions_without_connecting()
    {
        var feed = new VirtualFeed();
        feed.Feed.Stop();
        using var subscription = feed.Subscribe();

        Assert.True(feed.Seen.IsCompleted);
        AssertQuietAfter(feed, attempts: 0);
    }

    [Fact]
    public void Calls_a_faults_observer_that_throws_once_and_ends_the_stream_with_its_error()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        var clock = new VirtualMarketClock();
        var socket = new FakeWebSocket(clock);
        var faults = new RecordingObserver<FeedFault> { WhileReceiving = _ => throw new InvalidOperationException("faults broke") };
        var seen = new RecordingObserver<Frame>();
        var feed = new WebSocketFeed(VirtualFeed.Options with { MaxFrameBytes = 1 }, faults, clock, (_, _) => Task.FromResult<WebSocket>(socket));
        using var subscription = feed.Connection(0).Subscribe(seen);

        socket.Receives([1, 2]);

        Assert.Single(faults.Values);
        Assert.Equal("faults broke", seen.Error?.Message);
        Assert.True(socket.IsDisposed);
    }

    private static void AssertQuietAfter(VirtualFeed feed, int attempts)
    {
        feed.UntilIdle();
        feed.AdvanceBy(3_600);
        Assert.Equal(attempts, feed.Attempts.Count);
    }
}
