using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MarketFlow.Feeds;

/// <summary>The part of a decoder that is the same for all venues whose frames hold one JSON object or array.</summary>
/// <remarks>
/// A frame that is not UTF-8 or not JSON to its last byte is one fault, whatever was found in it before:
/// what follows a cut or a torn byte may belong to anything.
/// </remarks>
internal abstract class JsonFrameDecoder : IFrameDecoder
{
    public void Decode(Frame frame, DecodedFrame found)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(found);

        var text = frame.Bytes.Span;
        if (!Utf8.IsValid(text))
        {
            found.Reject(frame, $"The frame is not UTF-8 from byte {ValidPrefix(text)} on; must be JSON in UTF-8.");
            return;
        }

        try
        {
            var json = new Utf8JsonReader(text);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject && !(MayBeArray && json.TokenType == JsonTokenType.StartArray))
            {
                found.Reject(frame, $"The message is {json.Describe()}; must be an object{(MayBeArray ? " or an array" : string.Empty)}.");
                return;
            }

            DecodeMessage(json, frame, found);
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

    /// <summary>True where a message may also be an array.</summary>
    protected virtual bool MayBeArray => false;

    /// <summary>Reads one message. What is not JSON may be thrown as <see cref="JsonException"/>.</summary>
    /// <param name="json">At the start of the object, or of the array.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="found">Receives what is found.</param>
    protected abstract void DecodeMessage(Utf8JsonReader json, Frame frame, DecodedFrame found);

    /// <summary>Reads on behind the message, where nothing but white space is allowed.</summary>
    /// <exception cref="JsonException">Something else is there.</exception>
    protected static void ReadToEnd(ref Utf8JsonReader json) => json.Read();

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
