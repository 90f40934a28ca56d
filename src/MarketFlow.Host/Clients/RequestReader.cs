using System.Net.WebSockets;

namespace MarketFlow.Host;

/// <summary>One message of a client.</summary>
/// <param name="Message">Its bytes, until the next is read; empty where it was longer than allowed.</param>
/// <param name="Length">How long it was; negative where the client closed instead.</param>
internal readonly record struct ReceivedRequest(ReadOnlyMemory<byte> Message, long Length)
{
    /// <summary>True where the client closed.</summary>
    public bool IsClose => Length < 0;
}

/// <summary>Reads a client's messages whole, text or binary, in one frame or in many. What is longer than allowed is read on and not kept.</summary>
/// <remarks>Memory: what the longest message so far took, at most one byte more than is allowed.</remarks>
/// <param name="socket">The client's socket; nobody else reads from it.</param>
/// <param name="maxLength">Longest message that is kept, in bytes.</param>
internal sealed class RequestReader(WebSocket socket, int maxLength)
{
    private byte[] _buffer = new byte[Math.Min(1024, maxLength + 1)];

    /// <summary>Reads the next message.</summary>
    /// <exception cref="WebSocketException">The socket broke.</exception>
    public async Task<ReceivedRequest> ReadAsync()
    {
        var kept = 0;
        var length = 0L;
        while (true)
        {
            var received = await socket.ReceiveAsync(_buffer.AsMemory(kept), CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return new(default, -1);
            }

            length += received.Count;
            kept = length > maxLength ? 0 : kept + received.Count;
            if (received.EndOfMessage)
            {
                return new(_buffer.AsMemory(0, kept), length);
            }

            if (kept == _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, maxLength + 1));
            }
        }
    }
}
