using System.Net.Sockets;
using System.Text;

namespace MarketFlow.Host.Tests;

/// <summary>A ping is answered between two frames, not after all that waits.</summary>
public sealed class PongTests
{
    [Fact]
    public async Task Comes_before_the_data_that_waits()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxOutboxBytes = 256 * 1024 * 1024 });
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Address.Host, server.Address.Port, TestClient.Patience());
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /stocks HTTP/1.1\r\nHost: {server.Address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        while (!(await ReadLineAsync(stream)).Equals(string.Empty, StringComparison.Ordinal))
        {
        }

        await stream.WriteAsync(Masked(1, MassiveClients.Auth()));
        await stream.WriteAsync(Masked(1, MassiveClients.Subscribe("T.*")));
        for (var answers = 0; answers < 3; answers++)
        {
            await ReadFrameAsync(stream);
        }

        // far more than sockets hold, so that most of it waits in the outbox when the ping comes
        var outbox = server.Hub.Clients.Single().Outbox;
        while (outbox.WaitingBytes < 32 * 1024 * 1024)
        {
            await server.PublishAsync([.. Enumerable.Range(1, 10_000).Select(i => Some.Trade("A", i))]);
        }

        await stream.WriteAsync(Masked(9, "ping"));
        var (opcode, waiting) = (0, 0L);
        while (opcode != 10)
        {
            (opcode, _) = await ReadFrameAsync(stream);
            waiting = outbox.WaitingBytes;
        }

        Assert.True(waiting > 0, "The pong came after all the data.");
    }

    private static byte[] Masked(int opcode, string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        Assert.True(payload.Length < 126);
        return [(byte)(0x80 | opcode), (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload]; // a mask of zeros changes nothing
    }

    private static async Task<(int Opcode, long Length)> ReadFrameAsync(Stream stream)
    {
        var head = new byte[2];
        await stream.ReadExactlyAsync(head, TestClient.Patience());
        var extra = new byte[(head[1] & 0x7f) switch { 126 => 2, 127 => 8, _ => 0 }];
        await stream.ReadExactlyAsync(extra, TestClient.Patience());
        var length = extra.Length == 0 ? head[1] & 0x7f : extra.Aggregate(0L, (sum, part) => (sum << 8) | part);
        await stream.ReadExactlyAsync(new byte[length], TestClient.Patience());
        return (head[0] & 0xf, length);
    }

    private static async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var unit = new byte[1];
        while (!line.ToString().EndsWith("\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(unit, TestClient.Patience());
            line.Append((char)unit[0]);
        }

        return line.ToString().TrimEnd();
    }
}
