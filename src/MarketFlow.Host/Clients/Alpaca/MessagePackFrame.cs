using System.Buffers.Binary;
using System.Net.WebSockets;

namespace MarketFlow.Host;

/// <summary>Events in a MessagePack array, in a binary frame.</summary>
internal sealed class MessagePackFrame : ArrayFrame
{
    private const byte ShortArray = 0x90;
    private const byte Array16 = 0xdc; // more than 65,535 events do not fit into a frame

    /// <inheritdoc/>
    public override WebSocketMessageType Type => WebSocketMessageType.Binary;

    /// <inheritdoc/>
    protected override int WriteEvents(ReadOnlySpan<SharedMessage> events, Span<byte> destination)
    {
        var length = 1;
        if (events.Length < 16)
        {
            destination[0] = (byte)(ShortArray | events.Length);
        }
        else
        {
            destination[0] = Array16;
            BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)events.Length);
            length = AroundLength;
        }

        foreach (var message in events)
        {
            message.Body.Span.CopyTo(destination[length..]);
            length += message.Body.Length;
        }

        return length;
    }
}
