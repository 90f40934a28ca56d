namespace MarketFlow.Host;

/// <summary>The frames of the vendors' protocols: events in an array, an answer alone and as it is, for it is a frame already.</summary>
internal abstract class ArrayFrame : ClientFrame
{
    /// <summary>Most bytes before the first event and after the last; a comma after each comes on top.</summary>
    protected const int AroundLength = 3;

    /// <inheritdoc/>
    public sealed override int Fitting(ReadOnlySpan<SharedMessage> messages, out int length)
    {
        if (messages[0].IsAnswer)
        {
            length = messages[0].Body.Length;
            return 1;
        }

        length = AroundLength;
        for (var i = 0; i < messages.Length; i++)
        {
            var longer = length + messages[i].Body.Length + 1;
            if (i > 0 && (messages[i].IsAnswer || longer > MaxLength))
            {
                return i;
            }

            length = longer;
        }

        return messages.Length;
    }

    /// <inheritdoc/>
    public sealed override int Write(ReadOnlySpan<SharedMessage> messages, Span<byte> destination)
    {
        if (!messages[0].IsAnswer)
        {
            return WriteEvents(messages, destination);
        }

        messages[0].Body.Span.CopyTo(destination);
        return messages[0].Body.Length;
    }

    /// <summary>Writes events as an array.</summary>
    protected abstract int WriteEvents(ReadOnlySpan<SharedMessage> events, Span<byte> destination);
}
