using System.Net.WebSockets;

namespace MarketFlow.Host;

/// <summary>The frames of the vendors' protocols in JSON: events in an array, an answer alone and as it is, for it is a frame already.</summary>
internal sealed class JsonArrayFrame : ClientFrame
{
    /// <inheritdoc/>
    public override WebSocketMessageType Type => WebSocketMessageType.Text;

    /// <inheritdoc/>
    public override int Fitting(ReadOnlySpan<SharedMessage> messages, out int length)
    {
        if (messages[0].IsAnswer)
        {
            length = messages[0].Body.Length;
            return 1;
        }

        length = 1;
        for (var i = 0; i < messages.Length; i++)
        {
            var longer = length + messages[i].Body.Length + 1; // a comma, or the last bracket
            if (i > 0 && (messages[i].IsAnswer || longer > MaxLength))
            {
                return i;
            }

            length = longer;
        }

        return messages.Length;
    }

    /// <inheritdoc/>
    public override int Write(ReadOnlySpan<SharedMessage> messages, Span<byte> destination)
    {
        if (messages[0].IsAnswer)
        {
            messages[0].Body.Span.CopyTo(destination);
            return messages[0].Body.Length;
        }

        var length = 0;
        foreach (var message in messages)
        {
            destination[length++] = (byte)(length == 1 ? '[' : ',');
            message.Body.Span.CopyTo(destination[length..]);
            length += message.Body.Length;
        }

        destination[length++] = (byte)']';
        return length;
    }
}
