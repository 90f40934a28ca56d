using System.Net.WebSockets;
using System.Reactive.Concurrency;

namespace MarketFlow.Feeds.Tests;

public sealed class SessionReplayerRealSocketTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Four_connections_get_their_own_frames_byte_for_byte_and_in_order()
    {
        var session = Session(connections: 4, framesEach: 200, apart: TimeSpan.FromMilliseconds(1));
        await using var server = await ServeAsync(session, new() { Speed = 1, CloseAtEnd = true });

        var received = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReadAllAsync(server.Url))).WaitAsync(_patience);

        // Which socket the server sees first is up to the network; that each recorded connection is played once, whole, is not.
        Assert.Equal([0, 1, 2, 3], received.Select(frames => (int)frames[0][0]).Order());
        Assert.All(received, frames => AssertIsConnection(session, frames[0][0], frames));
    }

    [Fact]
    public async Task One_that_is_cut_half_way_comes_back_to_the_same_connection_and_misses_nothing()
    {
        // Slow enough that a busy machine still cuts the one long before the session is over for the others.
        var session = Session(connections: 4, framesEach: 400, apart: TimeSpan.FromMilliseconds(10));
        await using var server = await ServeAsync(session, new() { Speed = 1, CloseAtEnd = true });
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < 4; i++)
        {
            sockets.Add(await ConnectAsync(server.Url));
        }

        var others = new[] { 0, 1, 3 }.Select(i => ReadAllAsync(sockets[i])).ToList();
        for (var i = 0; i < 200; i++)
        {
            await sockets[2].ReadAsync();
        }

        sockets[2].Abort();
        await UntilOpenAsync(server, sockets: 3);
        var again = await ReadAllAsync(server.Url).WaitAsync(_patience);

        AssertIsConnection(session, 2, again);
        foreach (var (connection, frames) in new[] { 0, 1, 3 }.Zip(await Task.WhenAll(others)))
        {
            AssertIsConnection(session, connection, frames);
        }

        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Answers_the_clients_close_and_leaves_no_socket_behind()
    {
        await using var server = await ServeAsync(Session(connections: 1, framesEach: 1, TimeSpan.Zero), new());
        using var socket = await ConnectAsync(server.Url);
        await socket.SendTextAsync("subscribe");
        await socket.ReadAsync();

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(_patience);

        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
        await UntilOpenAsync(server, sockets: 0);
    }

    // Each connection's first byte is its number; lengths differ, and some frames are long.
    private static RecordedFrame[] Session(int connections, int framesEach, TimeSpan apart)
    {
        var random = new Random(1);
        var start = Timestamp.Parse("2021-07-15T03:06:37.000Z");
        return [.. Enumerable.Range(0, framesEach * connections).Select(i =>
        {
            var bytes = new byte[i % 97 == 0 ? 200_000 : 20 + (i % 300)];
            random.NextBytes(bytes);
            bytes[0] = (byte)(i % connections);
            return new RecordedFrame(i % connections, start + (apart * (i / connections)), bytes, IsBinary: true);
        })];
    }

    private static Task<SocketServer> ServeAsync(RecordedFrame[] session, ReplayOptions options)
    {
        var replayer = new SessionReplayer(session, options, DefaultScheduler.Instance);
        return SocketServer.StartAsync((socket, _, request) => replayer.ServeAsync(socket, request.RequestAborted));
    }

    private static async Task<ClientWebSocket> ConnectAsync(Uri url)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(url, CancellationToken.None);
        return socket;
    }

    private static async Task<List<byte[]>> ReadAllAsync(Uri url)
    {
        using var socket = await ConnectAsync(url);
        return await ReadAllAsync(socket);
    }

    private static async Task<List<byte[]>> ReadAllAsync(ClientWebSocket socket)
    {
        var frames = new List<byte[]>();
        while (await socket.ReadAsync() is { } frame)
        {
            frames.Add(frame);
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        return frames;
    }

    private static void AssertIsConnection(RecordedFrame[] session, int connection, List<byte[]> frames)
    {
        var expected = session.Where(frame => frame.Connection == connection).Select(frame => Convert.ToHexString(frame.Bytes.Span));
        Assert.Equal(expected, frames.Select(Convert.ToHexString));
    }

    private static async Task UntilOpenAsync(SocketServer server, int sockets)
    {
        using var patience = new CancellationTokenSource(_patience);
        while (server.Open != sockets)
        {
            await Task.Delay(5, patience.Token); // lets the sockets go on; nothing is measured by it
        }
    }
}
