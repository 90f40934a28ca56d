namespace MarketFlow.Feeds;

/// <summary>Reads frames in MessagePack.</summary>
internal sealed class AlpacaMessagePackDecoder(AlpacaMessages messages)
{
    public void Decode(Frame frame, DecodedFrame found)
    {
        var bytes = frame.Bytes.Span;
        var reader = new MessagePackReader(bytes);
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
                return;
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
                return;
            }
        }

        if (!reader.IsAtEnd)
        {
            found.Reject(frame, $"The frame goes on behind its messages, from byte {reader.Position} on; must be one array of messages.");
        }
        else if (count == 0)
        {
            found.AddIgnored();
        }
    }
}
