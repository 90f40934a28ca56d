using System.Net.WebSockets;

namespace MarketFlow.Host;

/// <summary>Events in a JSON array, in a text frame.</summary>
internal sealed class JsonArrayFrame : ArrayFrame
{
    /// <inheritdoc/>
    public override WebSocketMessageType Type => WebSocketMessageType.Text;

    /// <inheritdoc/>
    protected override int WriteEvents(ReadOnlySpan<SharedMessage> events, Span<byte> destination)
    {
        var length = 0;
        foreach (var message in events)
        {
            destination[length] = (byte)(length == 0 ? '[' : ',');
            message.Body.Span.CopyTo(destination[++length..]);
            length += message.Body.Length;
        }

        destination[length] = (byte)']';
        return length + 1;
    }
}
