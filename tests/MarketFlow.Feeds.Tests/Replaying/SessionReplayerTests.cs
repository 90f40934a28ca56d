using System.Net.WebSockets;
using System.Text;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>In virtual time, on sockets in memory.</summary>
public sealed class SessionReplayerTests
{
    private static readonly RecordedFrame[] _session =
    [
        Recorded(7, 0, "a0"), Recorded(3, 0.5, "b0"), Recorded(7, 1, "a1"), Recorded(3, 1, "b1"), Recorded(7, 4, "a2"),
    ];

    private readonly VirtualMarketClock _clock = new();

    [Fact]
    public void Refuses_what_cannot_be_replayed()
    {
        Assert.Throws<ArgumentNullException>("frames", () => new SessionReplayer(null!, new(), _clock));
        Assert.Throws<ArgumentNullException>("options", () => new SessionReplayer(_session, null!, _clock));
        Assert.Throws<ArgumentNullException>("clock", () => new SessionReplayer(_session, new(), null!));
        Assert.Throws<ArgumentException>("frames", () => new SessionReplayer([], new(), _clock));
        Refuses("Speed", new() { Speed = 0 });
        Refuses("Speed", new() { Speed = double.NaN });
        Refuses("Speed", new() { Speed = double.PositiveInfinity });
        Refuses("StartAfter", new() { StartAfter = TimeSpan.FromTicks(-1) });
        Refuses("CloseTimeout", new() { CloseTimeout = TimeSpan.FromTicks(-1) });

        void Refuses(string property, ReplayOptions options) =>
            Assert.Contains(
                $"{property} is ", Assert.Throws<ArgumentOutOfRangeException>(() => new SessionReplayer(_session, options, _clock)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_missing_socket() =>
        await Assert.ThrowsAsync<ArgumentNullException>("socket", () => new SessionReplayer(_session, new(), _clock).ServeAsync(null!, default));

    [Fact]
    public void Tells_its_connections_and_duration()
    {
        var replayer = new SessionReplayer(_session, new(), _clock);

        Assert.Equal((2, TimeSpan.FromSeconds(4)), (replayer.Connections, replayer.Duration));
    }

    [Theory]
    [InlineData(1.0, 1)]
    [InlineData(10.0, 0.1)]
    [InlineData(0.5, 2)]
    [InlineData(null, 0)]
    public void Sends_each_connections_frames_when_they_are_due(double? speed, double factor)
    {
        var play = new ReplayInMemory(_clock, _session, new() { Speed = speed });
        var (first, second) = (play.Connect(), play.Connect());
        Advance(10);

        Assert.Equal([("b0", 0.5 * factor), ("b1", 1 * factor)], play.Sent(first));
        Assert.Equal([("a0", 0), ("a1", 1 * factor), ("a2", 4 * factor)], play.Sent(second));
    }

    [Fact]
    public void Starts_when_the_last_connection_comes()
    {
        var play = new ReplayInMemory(_clock, _session, new());
        var first = play.Connect();
        Advance(9.999);
        Assert.Empty(first.Sent);

        var second = play.Connect();
        Advance(0.5);
        Assert.Equal([("a0", 9.999)], play.Sent(second));
        Assert.Equal([("b0", 10.499)], play.Sent(first));
    }

    [Fact]
    public void Starts_without_the_last_connection_when_the_time_for_it_is_over()
    {
        var play = new ReplayInMemory(_clock, _session, new());
        var first = play.Connect();
        Advance(10.499);
        Assert.Empty(first.Sent);
        Advance(0.001);
        Assert.Equal([("b0", 10.5)], play.Sent(first));

        Advance(1.5); // the second one comes late: what it missed is sent at once
        Assert.Equal([("a0", 12), ("a1", 12), ("a2", 14)], play.SentUntil(play.Connect(), 20));
    }

    [Fact]
    public void Does_not_count_a_socket_that_left_before_the_start()
    {
        var play = new ReplayInMemory(_clock, _session, new());
        play.Connect().IsLost();
        var second = play.Connect();
        Advance(5);
        Assert.Empty(second.Sent);

        play.Connect();
        Advance(0);
        Assert.Equal([("a0", 5)], play.Sent(second));
    }

    [Fact]
    public void Gives_the_connection_lost_longest_ago_to_a_newcomer_from_its_beginning()
    {
        var play = new ReplayInMemory(_clock, _session, new());
        var (first, second) = (play.Connect(), play.Connect());
        Advance(2);
        second.IsLost();
        first.IsLost();
        Advance(1);

        Assert.Equal([("a0", 3), ("a1", 3), ("a2", 4)], play.SentUntil(play.Connect(), 10));
        Assert.Equal([("b0", 10), ("b1", 10)], play.SentUntil(play.Connect(), 11));
        Assert.Equal(["a0", "a1"], play.Sent(second).Select(sent => sent.Text));
    }

    [Fact]
    public void Shares_connections_in_turn_where_none_is_lost()
    {
        var play = new ReplayInMemory(_clock, _session, new() { Speed = null });
        var sockets = Enumerable.Range(0, 5).Select(_ => play.Connect()).ToList();
        Advance(0);

        Assert.Equal(["b0", "a0", "b0", "a0", "b0"], sockets.Select(socket => play.Sent(socket)[0].Text));

        sockets[0].IsLost(); // the third and the fifth play it still
        sockets[3].IsLost();
        Assert.Equal("a0", play.SentUntil(play.Connect(), 1)[0].Text); // the sixth in turn
        sockets[2].IsLost();
        sockets[4].IsLost();
        Assert.Equal("b0", play.SentUntil(play.Connect(), 2)[0].Text); // now it is lost
    }

    [Fact]
    public void Stays_open_and_silent_at_the_end_until_the_client_closes()
    {
        var play = new ReplayInMemory(_clock, _session, new());
        var (first, second) = (play.Connect(), play.Connect());
        Advance(3_600);
        Assert.All(play.Served, served => Assert.False(served.IsCompleted));

        first.ReceivesClose(WebSocketCloseStatus.NormalClosure);
        second.IsLost();
        Assert.Equal(WebSocketCloseStatus.NormalClosure, first.ClosedWith);
        Assert.All(play.Served, served => Assert.True(served.IsCompletedSuccessfully));
    }

    [Fact]
    public void Closes_all_when_the_session_is_over_if_told_to()
    {
        var play = new ReplayInMemory(_clock, _session, new() { CloseAtEnd = true });
        var (first, second) = (play.Connect(), play.Connect());

        Advance(3.999);
        Assert.Null(first.ClosedWith);
        Advance(0.001);
        Assert.All([first, second], socket => Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.ClosedWith));
        Assert.All(play.Served, served => Assert.True(served.IsCompletedSuccessfully));
    }

    [Fact]
    public void Closes_with_1012_when_cancelled_even_before_the_start()
    {
        using var cancellation = new CancellationTokenSource();
        var play = new ReplayInMemory(_clock, _session, new(), cancellation.Token);
        var socket = play.Connect();

        cancellation.Cancel();

        Assert.Equal((WebSocketCloseStatus)1012, socket.ClosedWith);
        Assert.True(play.Served[0].IsCompletedSuccessfully);
    }

    [Fact]
    public void Cuts_a_client_that_does_not_answer_the_close()
    {
        using var cancellation = new CancellationTokenSource();
        var play = new ReplayInMemory(_clock, _session, new(), cancellation.Token);
        var socket = play.Connect(new(_clock) { AnswersClose = false });
        cancellation.Cancel();

        Advance(1.999);
        Assert.False(play.Served[0].IsCompleted);
        Advance(0.001);
        Assert.True(socket.IsAborted && play.Served[0].IsCompletedSuccessfully);
    }

    [Fact]
    public void Holds_up_a_client_that_does_not_read_alone()
    {
        using var cancellation = new CancellationTokenSource();
        var play = new ReplayInMemory(_clock, _session, new(), cancellation.Token);
        var stuck = play.Connect(new(_clock) { SendWaits = new TaskCompletionSource().Task });
        var other = play.Connect();
        Advance(10);

        Assert.Empty(stuck.Sent);
        Assert.Equal(["a0", "a1", "a2"], play.Sent(other).Select(sent => sent.Text));
        cancellation.Cancel();
        Assert.All(play.Served, served => Assert.True(served.IsCompletedSuccessfully));
    }

    [Fact]
    public void Reads_and_ignores_what_the_client_says_and_keeps_the_kind_of_frames()
    {
        var play = new ReplayInMemory(_clock, [Recorded(1, 0, "text"), Recorded(1, 0, "binary") with { IsBinary = true }], new());
        var socket = play.Connect();
        socket.Receives(new byte[5_000], "subscribe"u8.ToArray());
        Advance(1);

        Assert.Equal([("text", false), ("binary", true)], socket.Sent.Select(sent => (Encoding.UTF8.GetString(sent.Bytes), sent.IsBinary)));
        Assert.False(play.Served[0].IsCompleted);
    }

    [Fact]
    public void Waits_for_ever_rather_than_failing_at_a_speed_next_to_nothing()
    {
        var play = new ReplayInMemory(_clock, [Recorded(1, 0, "a"), Recorded(1, 1, "b")], new() { Speed = double.Epsilon });
        var socket = play.Connect();
        Advance(1e6);

        Assert.Equal(["a"], play.Sent(socket).Select(sent => sent.Text));
        Assert.False(play.Served[0].IsCompleted);
    }

    private static RecordedFrame Recorded(int connection, double seconds, string text) =>
        new(connection, Timestamp.Parse("2021-07-15T03:06:37Z") + TimeSpan.FromSeconds(seconds), Encoding.UTF8.GetBytes(text), IsBinary: false);

    private void Advance(double seconds)
    {
        _clock.RunDue();
        _clock.AdvanceBy(TimeSpan.FromSeconds(seconds));
    }
}
