namespace MarketFlow.Feeds;

/// <summary>Reads frames in MessagePack.</summary>
internal sealed class AlpacaMessagePackDecoder(AlpacaMessages messages)
{
    public void Decode(Frame frame, DecodedFrame found)
    {
        var reader = new MessagePackReader(frame.Bytes.Span);
        var read = 0;
        do
        {
            if (!TryDecodeAll(ref reader, frame, found, ref read))
            {
                return;
            }

            SkipZeros(ref reader);
        }
        while (reader.Kind is MessagePackKind.Array or MessagePackKind.Map); // some send several arrays in one frame

        if (!reader.IsAtEnd)
        {
            found.Reject(frame, $"The frame goes on behind its messages, from byte {reader.Position} on; must be arrays of messages.");
        }
        else if (read == 0)
        {
            found.AddIgnored();
        }
    }

    private bool TryDecodeAll(ref MessagePackReader reader, Frame frame, DecodedFrame found, ref int read)
    {
        var count = 1;
        if (reader.Kind == MessagePackKind.Array)
        {
            reader.TryReadArrayHeader(out count);
        }

        for (var number = 1; number <= count; number++)
        {
            var start = reader.Position;
            var message = reader;
            if (!reader.TrySkip())
            {
                found.Reject(frame, $"The frame is not MessagePack from byte {start} on: message {number} of {count} is not whole.");
                return false;
            }

            var source = new SourceContext(frame, start, reader.Position - start);
            if (message.Kind == MessagePackKind.Map)
            {
                messages.Decode(new AlpacaMessagePackFields(message), source, frame, found);
            }
            else
            {
                found.AddFault(frame, source.Original, $"Message {number} is {message.Describe()}; must be a map.");
            }

            if (found.Faults.Count > AlpacaMessages.MaxBad)
            {
                found.Reject(frame, AlpacaMessages.TooManyBad(number));
                return false;
            }
        }

        read += count;
        return true;
    }

    // Padding; where a message is due, a zero is none.
    private static void SkipZeros(ref MessagePackReader reader)
    {
        for (var ahead = reader; ahead.Kind == MessagePackKind.Integer && ahead.TryReadInteger(out long value) && value == 0;)
        {
            reader = ahead;
        }
    }
}
