using System.Net.WebSockets;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Puts a client's messages into frames, in the manner of its protocol. For one sender.</summary>
internal abstract class ClientFrame
{
    /// <summary>Longest frame, in bytes; a message that is longer goes alone in its own.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>Most bytes that a frame of any protocol adds to a message: its number, and a comma or bracket.</summary>
    public const int MaxExtraLength = EventJson.MaxNumberingLength + 1;

    /// <summary>What the frames are on the wire.</summary>
    public abstract WebSocketMessageType Type { get; }

    /// <summary>How many messages go into one frame.</summary>
    /// <param name="messages">At least one.</param>
    /// <param name="length">Most bytes that the frame takes.</param>
    public abstract int Fitting(ReadOnlySpan<SharedMessage> messages, out int length);

    /// <summary>Writes one frame.</summary>
    /// <param name="messages">At least one, and no more than fit.</param>
    /// <param name="destination">As long as <see cref="Fitting"/> says.</param>
    /// <returns>How many bytes were written.</returns>
    public abstract int Write(ReadOnlySpan<SharedMessage> messages, Span<byte> destination);
}
