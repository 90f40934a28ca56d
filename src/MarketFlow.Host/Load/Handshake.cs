using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace MarketFlow.Host;

/// <summary>The opening of a WebSocket over a bare socket (RFC 6455, 4), both ways.</summary>
internal static class Handshake
{
    private const int MaxLength = 16 * 1024;

    /// <summary>Asks for a WebSocket.</summary>
    /// <exception cref="IOException">The server refused; the message has its answer.</exception>
    public static void Ask(Socket socket, Uri url)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        socket.Send(Encoding.ASCII.GetBytes(
            $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"));
        var answer = ReadHead(socket);
        if (!answer.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal))
        {
            throw new IOException($"{url} answered \"{answer.Split('\r')[0]}\" to a WebSocket; must be 101.");
        }
    }

    /// <summary>Answers whoever asks for one.</summary>
    /// <exception cref="IOException">What came asks for something else.</exception>
    public static void Answer(Socket socket)
    {
        var request = ReadHead(socket);
        var key = request.Split("\r\n")
            .Select(line => line.Split(':', 2))
            .FirstOrDefault(field => field.Length == 2 && field[0].Equals("Sec-WebSocket-Key", StringComparison.OrdinalIgnoreCase))?[1].Trim()
            ?? throw new IOException($"\"{request.Split('\r')[0]}\" asks for no WebSocket.");
        socket.Send(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {AcceptOf(key)}\r\n\r\n"));
    }

#pragma warning disable CA5350 // the protocol asks for SHA-1, and for nothing secret
    private static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350

    // Byte by byte: what follows the head is frames, and not this method's.
    private static string ReadHead(Socket socket)
    {
        var head = new byte[MaxLength];
        for (var length = 0; length < MaxLength;)
        {
            if (socket.Receive(head, length, 1, SocketFlags.None) == 0)
            {
                throw new IOException("The connection ended during the WebSocket handshake.");
            }

            if (head.AsSpan(0, ++length).EndsWith("\r\n\r\n"u8))
            {
                return Encoding.ASCII.GetString(head, 0, length);
            }
        }

        throw new IOException($"The WebSocket handshake has more than {MaxLength} bytes.");
    }
}
