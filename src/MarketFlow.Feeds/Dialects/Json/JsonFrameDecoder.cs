using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MarketFlow.Feeds;

/// <summary>The part of a decoder that is the same for all venues whose frames hold one JSON object or array.</summary>
/// <remarks>
/// A frame with several messages is read message by message, each as a frame of its own.
/// A frame that is not UTF-8 or not JSON to its last byte is one fault, whatever was found in it before:
/// what follows a cut or a torn byte may belong to anything.
/// </remarks>
internal abstract class JsonFrameDecoder : IFrameDecoder
{
    private const int MaxBadMessages = 1_000; // or a few megabytes of noise would become millions of faults
    private static readonly JsonReaderOptions _severalMessages = new() { AllowMultipleValues = true };
    private bool _hasMore;

    public void Decode(Frame frame, DecodedFrame found)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(found);

        var trimmed = FrameEdges.Trimmed(frame);
        var text = trimmed.Bytes.Span;
        if (!Utf8.IsValid(text))
        {
            found.Reject(frame, $"The frame is not UTF-8 from byte {ValidPrefix(text)} on; must be JSON in UTF-8.");
            return;
        }

        try
        {
            DecodeOnly(trimmed, found);
            if (_hasMore)
            {
                found.Clear();
                DecodeEach(trimmed, found);
            }
        }
        catch (JsonException error)
        {
            found.Reject(frame, $"The frame is not JSON: {JsonFields.Reason(error)}");
        }
        catch (InvalidOperationException error)
        {
            // How the reader says that a string holds half of a surrogate pair.
            found.Reject(frame, $"The frame is not JSON: {JsonFields.Reason(error)}");
        }
    }

    private void DecodeOnly(Frame frame, DecodedFrame found)
    {
        _hasMore = false;
        var json = new Utf8JsonReader(frame.Bytes.Span, _severalMessages);
        if (!json.Read())
        {
            throw new JsonException("it is empty.");
        }

        if (json.TokenType == JsonTokenType.StartObject || (MayBeArray && json.TokenType == JsonTokenType.StartArray))
        {
            DecodeMessage(json, frame, found);
            return;
        }

        var wrong = $"The message is {json.Describe()}; must be an object{(MayBeArray ? " or an array" : string.Empty)}.";
        json.Skip();
        if (IsAtEnd(ref json))
        {
            found.Reject(frame, wrong);
        }
    }

    private void DecodeEach(Frame frame, DecodedFrame found)
    {
        List<(int Start, int Length)> messages = [];
        var json = new Utf8JsonReader(frame.Bytes.Span, _severalMessages);
        while (json.Read())
        {
            var start = (int)json.TokenStartIndex;
            json.Skip();
            messages.Add((start, (int)json.BytesConsumed - start));
        }

        DecodedFrame one = new();
        foreach (var (start, length) in messages)
        {
            one.Clear();
            DecodeOnly(new(frame.Feed, frame.Connection, frame.ReceivedAt, frame.Bytes.Slice(start, length), frame.IsBinary), one);
            found.AddAll(one);
            if (found.Faults.Count > MaxBadMessages)
            {
                found.Reject(frame, $"More than {MaxBadMessages} messages of the frame are bad.");
                return;
            }
        }
    }

    /// <summary>True where a message may also be an array.</summary>
    protected virtual bool MayBeArray => false;

    /// <summary>Reads one message. What is not JSON may be thrown as <see cref="JsonException"/>.</summary>
    /// <param name="json">At the start of the object, or of the array.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="found">Receives what is found.</param>
    protected abstract void DecodeMessage(Utf8JsonReader json, Frame frame, DecodedFrame found);

    /// <summary>Reads on behind the message.</summary>
    /// <returns>False where another message follows: the frame is read again then, message by message, and what is found now is of no meaning.</returns>
    /// <exception cref="JsonException">Something else than a message or white space is there.</exception>
    protected bool IsAtEnd(ref Utf8JsonReader json) => !(_hasMore = json.Read());

    /// <summary>How many bytes from the start on are UTF-8.</summary>
    internal static int ValidPrefix(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && Rune.DecodeFromUtf8(text[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
