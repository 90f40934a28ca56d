using System.Net.WebSockets;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The frames of <c>/ws</c>: JSON arrays, in which each message has the client's next number.</summary>
/// <remarks>Numbers are given here and nowhere earlier, so that what is conflated or dropped leaves no hole.</remarks>
internal sealed class NumberedFrame : ClientFrame
{
    private const int BracketLength = 1;
    private long _seq;

    /// <inheritdoc/>
    public override WebSocketMessageType Type => WebSocketMessageType.Text;

    /// <inheritdoc/>
    public override int Fitting(ReadOnlySpan<SharedMessage> messages, out int length)
    {
        length = BracketLength;
        for (var i = 0; i < messages.Length; i++)
        {
            var longer = length + messages[i].Body.Length + MaxExtraLength;
            if (longer > MaxLength && i > 0)
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
        var length = 0;
        for (var i = 0; i < messages.Length; i++)
        {
            destination[length++] = (byte)(i == 0 ? '[' : ',');
            length += EventJson.WriteNumbered(messages[i].Body.Span, ++_seq, destination[length..]);
        }

        destination[length++] = (byte)']';
        return length;
    }
}
