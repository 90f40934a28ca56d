using System.Net.WebSockets;
using System.Text;

namespace MarketFlow.Feeds.Tests;

/// <summary>The other end of a real socket, in few words.</summary>
internal static class SocketExtensions
{
    public static Task SendTextAsync(this WebSocket socket, string text) => socket.SendWholeAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public static Task SendWholeAsync(this WebSocket socket, byte[] bytes, WebSocketMessageType type) =>
        socket.SendAsync(bytes, type, endOfMessage: true, CancellationToken.None);

    /// <summary>The next message; null once the other end has closed.</summary>
    public static async Task<byte[]?> ReadAsync(this WebSocket socket)
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return message.ToArray();
            }
        }
    }

    public static async Task<string?> ReadTextAsync(this WebSocket socket) =>
        await socket.ReadAsync() is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Reads until the other end closes, then answers.</summary>
    public static async Task UntilClosedAsync(this WebSocket socket)
    {
        while (await socket.ReadAsync() is not null)
        {
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }
}
