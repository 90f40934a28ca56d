using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Security.Cryptography;
using System.Text;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>A connection on which nothing is due lives as long as pings are answered. Real sockets: the runtime sends the pings.</summary>
public sealed class PingPongRealSocketTests
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_dead_connection_ends_within_ping_interval_and_pong_timeout_and_one_that_answers_stays()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        List<int> pings = [0, 0];
        var dead = ServeAsync(server, answers: false, pings, 0, cancel.Token);
        var (deadFeed, faults) = Start(server);
        await dead.Accepted;
        var watch = Stopwatch.StartNew();
        var alive = ServeAsync(server, answers: true, pings, 1, cancel.Token);
        var (aliveFeed, _) = Start(server);
        await alive.Accepted;

        Assert.True(SpinWait.SpinUntil(() => deadFeed.Status[0].LastError is not null, TimeSpan.FromSeconds(30)), "The dead connection was kept.");
        Assert.InRange(watch.Elapsed.TotalSeconds, 1, 10); // 3 s where the machine has time
        Assert.Equal("Connection 1 lost: a ping was not answered within 00:00:01 (KeepAliveTimeout).", deadFeed.Status[0].LastError);
        Assert.True(SpinWait.SpinUntil(() => pings[1] >= 3, TimeSpan.FromSeconds(30)));
        Assert.Equal((ConnectionState.Open, 1), (aliveFeed.Status[0].State, aliveFeed.Status[0].Connection));
        Assert.True(pings[0] >= 1);
        deadFeed.Stop();
        aliveFeed.Stop();
        await cancel.CancelAsync();
    }

    private static (WebSocketFeed Feed, RecordingObserver<FeedFault> Faults) Start(TcpListener server)
    {
        RecordingObserver<FeedFault> faults = new();
        WebSocketFeed feed = new(
            new()
            {
                Name = "quiet",
                Url = new Uri($"ws://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/v2/sip"),
                CreateConversation = () => new AlpacaDialect().CreateConversation(new() { Topics = Talking.Topics("statuses.*") }),
                KeepAliveInterval = _interval,
                KeepAliveTimeout = _interval,
                InitialDelay = TimeSpan.FromMinutes(1), // so that there is one connection each
                MaxDelay = TimeSpan.FromMinutes(1),
            },
            faults, TaskPoolScheduler.Default);
        feed.Connection(0).Subscribe(new RecordingObserver<Frame>());
        return (feed, faults);
    }

    private static (Task Accepted, Task Served) ServeAsync(TcpListener server, bool answers, List<int> pings, int index, CancellationToken cancel)
    {
        TaskCompletionSource accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return (accepted.Task, Serve());

        async Task Serve()
        {
            using var client = await server.AcceptTcpClientAsync(cancel);
            var stream = client.GetStream();
            var request = string.Empty;
            while (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                request += (char)(await ReadAsync(stream, 1, cancel))[0];
            }

            var key = request.Split("\r\n").First(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase)).Split(": ")[1];
#pragma warning disable CA5350 // the protocol says so
            var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"), cancel);
            accepted.SetResult();
            while (true)
            {
                var head = await ReadAsync(stream, 2, cancel); // every frame of the client is short and masked
                var length = head[1] & 127;
                var mask = await ReadAsync(stream, (length == 126 ? 2 : 0) + 4, cancel);
                length = length == 126 ? (mask[0] << 8) + mask[1] : length;
                var payload = await ReadAsync(stream, length, cancel);
                if ((head[0] & 15) == 9)
                {
                    pings[index]++;
                    byte[] unmasked = [.. payload.Select((value, at) => (byte)(value ^ mask[^(4 - (at % 4))]))];
                    await (answers ? stream.WriteAsync((byte[])[0x8A, (byte)unmasked.Length, .. unmasked], cancel) : ValueTask.CompletedTask);
                }
            }
        }
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, int count, CancellationToken cancel)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancel);
        return bytes;
    }
}
