using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace MarketFlow.Host.Tests;

/// <summary>Whatever a client of Socket.IO does, it is ended alone: its neighbour is told on.</summary>
public sealed class HostileSocketIoTests
{
    [Fact]
    public async Task Garbage_in_a_post()
    {
        await using var server = await SocketIoServer.StartAsync();
        using var neighbour = await server.SubscribeAsync("AAPL");
        foreach (var body in new[] { "", "nonsense", "\u001e\u001e\u001e", "3\u001eb64", "9", "42[", "4\u0000" })
        {
            using var hostile = await server.PollAsync();
            var (status, text) = await hostile.PostAsync(body);

            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.StartsWith("{\"code\":3,\"message\":\"Bad request: ", text, StringComparison.Ordinal);
            Assert.StartsWith("44{\"message\":", await hostile.ReadAsync(), StringComparison.Ordinal);
            Assert.Equal("1", await hostile.ReadAsync());
        }

        await EndsAloneAsync(server, neighbour);
    }

    [Fact]
    public async Task Garbage_on_a_web_socket()
    {
        await using var server = await SocketIoServer.StartAsync();
        using var neighbour = await server.SubscribeAsync("AAPL");
        foreach (var (packet, type) in new[]
        {
            ("", WebSocketMessageType.Text),
            ("nonsense", WebSocketMessageType.Text),
            ("\u0004\u0001\u0002", WebSocketMessageType.Binary),
            ("9", WebSocketMessageType.Text),
            (VirtualSocketIo.Subscribe("AAPL"), WebSocketMessageType.Text), // before its connect
        })
        {
            using var hostile = await server.SocketAsync();
            await hostile.SendAsync(packet, type);
            var frames = await hostile.ReadToEndAsync();

            Assert.StartsWith("44{\"message\":", frames[^1], StringComparison.Ordinal);
            Assert.Equal(WebSocketCloseStatus.PolicyViolation, hostile.CloseStatus);
        }

        await EndsAloneAsync(server, neighbour);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_megabytes_in_a_post(bool isLengthTold)
    {
        await using var server = await SocketIoServer.StartAsync(clients: new() { CloseTimeout = TimeSpan.FromMilliseconds(100) });
        using var neighbour = await server.SubscribeAsync("AAPL");
        using var hostile = await server.PollAsync();
        using StringContent body = new(new string('4', 10 * 1024 * 1024), Encoding.ASCII);
        body.Headers.ContentLength = isLengthTold ? body.Headers.ContentLength : null;
        try
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await hostile.PostAsync(body)).Status);
        }
        catch (HttpRequestException)
        {
            // the host has answered and cut the connection while the client still wrote
        }

        await EndsAloneAsync(server, neighbour);
    }

    [Fact]
    public async Task Ten_megabytes_on_a_web_socket()
    {
        await using var server = await SocketIoServer.StartAsync();
        using var neighbour = await server.SubscribeAsync("AAPL");
        using var hostile = await server.SocketAsync();
        await hostile.SendAsync(new string('4', 10 * 1024 * 1024));
        await hostile.ReadToEndAsync();

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, hostile.CloseStatus);
        await EndsAloneAsync(server, neighbour);
    }

    [Theory]
    [InlineData(0, HttpStatusCode.OK)]
    [InlineData(1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_is_taken_up_to_the_longest(int more, HttpStatusCode expected)
    {
        await using var server = await SocketIoServer.StartAsync(clients: new() { MaxRequestBytes = 1024 });
        using var client = await server.PollAsync();
        await client.SayAsync("40");
        var body = $"42[\"buy\",\"{new string('x', 1024 + more - 12)}\"]";

        Assert.Equal(1024 + more, body.Length);
        Assert.Equal(expected, (await client.PostAsync(body)).Status);
    }

    [Fact]
    public async Task No_heartbeat_on_a_web_socket()
    {
        await using var server = await SocketIoServer.StartAsync(new() { PingInterval = TimeSpan.FromMilliseconds(200), PingTimeout = TimeSpan.FromMilliseconds(200) });
        using var hostile = await server.SocketAsync();
        Assert.StartsWith("0{", await hostile.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("40{", (await hostile.AskAsync("40"))[..3]);

        Assert.Contains("2", await hostile.ReadToEndAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, hostile.CloseStatus);
        await SocketIoTransportTests.GoneAsync(server, 0);
    }

    [Fact]
    public async Task Two_gets_at_once()
    {
        await using var server = await SocketIoServer.StartAsync();
        using var neighbour = await server.SubscribeAsync("AAPL");
        using var hostile = await server.PollAsync();
        var both = await Task.WhenAll(hostile.GetAsync(), hostile.GetAsync());

        var refused = Assert.Single(both, answer => answer.Status == HttpStatusCode.BadRequest);
        Assert.Contains("one at a time is allowed", refused.Text, StringComparison.Ordinal);
        var waiting = Assert.Single(both, answer => answer.Status == HttpStatusCode.OK);
        Assert.EndsWith("\u001e1", waiting.Text, StringComparison.Ordinal);
        await EndsAloneAsync(server, neighbour);
    }

    [Fact]
    public async Task A_poll_that_breaks_off()
    {
        await using var server = await SocketIoServer.StartAsync();
        using var neighbour = await server.SubscribeAsync("AAPL");
        using var hostile = await server.PollAsync();
        using (TcpClient connection = new())
        {
            await connection.ConnectAsync(server.Address.Host, server.Address.Port, TestClient.Patience());
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"GET /socket.io/?EIO=4&transport=polling&sid={hostile.Sid} HTTP/1.1\r\nHost: {server.Address.Authority}\r\n\r\n"));
            while (!server.Registry.Find(hostile.Sid)!.Carriers.IsPolled)
            {
                await Task.Yield();
            }
        }

        await EndsAloneAsync(server, neighbour);
    }

    [Fact]
    public async Task A_post_that_breaks_off()
    {
        await using var server = await SocketIoServer.StartAsync();
        using var neighbour = await server.SubscribeAsync("AAPL");
        using var hostile = await server.PollAsync();
        using (TcpClient connection = new())
        {
            await connection.ConnectAsync(server.Address.Host, server.Address.Port, TestClient.Patience());
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /socket.io/?EIO=4&transport=polling&sid={hostile.Sid} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"));
            await connection.GetStream().ReadExactlyAsync(new byte["HTTP/1.1 100".Length], TestClient.Patience()); // it is being read
            await connection.GetStream().WriteAsync("40"u8.ToArray());
        }

        await EndsAloneAsync(server, neighbour);
    }

    [Fact]
    public async Task Thousands_of_sessions()
    {
        await using var server = await SocketIoServer.StartAsync(new() { MaxSessions = 100 });
        using var neighbour = await server.SubscribeAsync("AAPL");
        using HttpClient http = new() { BaseAddress = server.Address };
        var (opened, refused) = (0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, 3_000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, patience) =>
        {
            using var answer = await http.GetAsync("/socket.io/?EIO=4&transport=polling", patience);
            _ = answer.StatusCode == HttpStatusCode.OK ? Interlocked.Increment(ref opened) : Interlocked.Increment(ref refused);
        });

        Assert.Equal((99, 2_901), (opened, refused));
        Assert.Equal(100, server.Registry.Count);
        server.Publish(Found.High());
        Assert.Contains("highs:AAPL", await SocketIoTransportTests.FirstAsync(() => SocketIoTransportTests.NextAsync(neighbour)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_that_never_connect_leave_their_places()
    {
        await using var server = await SocketIoServer.StartAsync(
            new() { MaxSessions = 20 }, new() { AuthTimeout = TimeSpan.FromMilliseconds(100), CloseTimeout = TimeSpan.FromMilliseconds(100) });
        for (var i = 0; i < 20; i++)
        {
            (await server.PollAsync()).Dispose();
        }

        await SocketIoTransportTests.GoneAsync(server, 0);
        (await server.PollAsync()).Dispose();
    }

    /// <summary>The hostile session goes, and the neighbour is told.</summary>
    private static async Task EndsAloneAsync(SocketIoServer server, VendorClient neighbour)
    {
        await SocketIoTransportTests.GoneAsync(server, 1);
        server.Publish(Found.High());
        Assert.Contains("highs:AAPL", await SocketIoTransportTests.FirstAsync(() => SocketIoTransportTests.NextAsync(neighbour)), StringComparison.Ordinal);
        Assert.Equal(0, server.Hub.Ledger.Snapshot().Imbalance);
    }
}
