using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace MarketFlow.Benchmarks;

/// <summary>A WebSocket server on the loopback address that writes prepared bytes when told to, so that sending costs next to nothing.</summary>
/// <remarks>It serves one client, does the handshake, and reads nothing after it.</remarks>
internal sealed class PreparedServer : IDisposable
{
    private const int BlockLength = 64 * 1024;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _block;
    private TcpClient? _client;

    public PreparedServer(byte[] message)
    {
        var frame = Frame(message);
        FramesPerBlock = Math.Max(1, BlockLength / frame.Length);
        _block = [.. Enumerable.Repeat(frame, FramesPerBlock).SelectMany(bytes => bytes)];
        _listener.Start();
        Url = new($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
    }

    public Uri Url { get; }

    /// <summary>How many frames a block has: as many as are sent at least.</summary>
    public int FramesPerBlock { get; }

    /// <summary>Waits for the client and shakes hands.</summary>
    public async Task AcceptAsync()
    {
        _client = await _listener.AcceptTcpClientAsync();
        _client.NoDelay = true;
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            request.Append(Encoding.ASCII.GetString(buffer, 0, await _client.GetStream().ReadAsync(buffer)));
        }

        const string Header = "Sec-WebSocket-Key:";
        var key = request.ToString().Split("\r\n").Single(line => line.StartsWith(Header, StringComparison.OrdinalIgnoreCase))[Header.Length..].Trim();
#pragma warning disable CA5350 // the handshake is made of SHA-1, and secures nothing
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
    }

    public async Task SendAsync(int blocks)
    {
        for (var i = 0; i < blocks; i++)
        {
            await _client!.GetStream().WriteAsync(_block);
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _listener.Dispose();
    }

    private static byte[] Frame(byte[] message)
    {
        const byte WholeText = 0x81;
        if (message.Length < 126)
        {
            return [WholeText, (byte)message.Length, .. message];
        }

        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)message.Length));
        return [WholeText, 126, .. length, .. message];
    }
}
