using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Puts messages into frames, JSON arrays, and gives each message the client's next number.</summary>
/// <remarks>Numbers are given here and nowhere earlier, so that what is conflated or dropped leaves no hole. For one sender.</remarks>
internal sealed class ClientFrame
{
    /// <summary>Longest frame, in bytes; a message that is longer goes alone in its own.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>Most bytes that a frame adds to a message: its number, and a comma or bracket.</summary>
    public const int MaxExtraLength = EventJson.MaxNumberingLength + 1;

    private const int BracketLength = 1;
    private long _seq;

    /// <summary>How many messages go into one frame.</summary>
    /// <param name="messages">At least one.</param>
    /// <param name="length">Most bytes that the frame takes.</param>
    public static int Fitting(ReadOnlySpan<SharedMessage> messages, out int length)
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

    /// <summary>Writes one frame.</summary>
    /// <param name="messages">At least one.</param>
    /// <param name="destination">As long as <see cref="Fitting"/> says.</param>
    /// <returns>How many bytes were written.</returns>
    public int Write(ReadOnlySpan<SharedMessage> messages, Span<byte> destination)
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
