using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace MarketFlow.Feeds;

/// <summary>Turns one of Alpaca's messages from one encoding into the other, with every field it has, those that nobody knows yet included.</summary>
/// <remarks>
/// In MessagePack <c>T</c> comes first, as the clients in Go require, and <c>t</c> is a timestamp extension; all other fields keep their order.
/// A number with a point or an exponent is a float of 64 bits there, and comes back as the shortest decimal that stands for it.
/// </remarks>
public static class AlpacaTranscoder
{
    private static readonly SymbolTable _uninterned = new(capacity: 0);

    /// <summary>Writes a message of JSON as MessagePack.</summary>
    /// <param name="json">One object.</param>
    /// <param name="destination">Where it is appended; left as it is where the result is false.</param>
    /// <returns>False where the bytes are not one JSON object, or a number in them is beyond a float.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    public static bool TryToMessagePack(ReadOnlySpan<byte> json, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        try
        {
            var buffer = new ArrayBufferWriter<byte>(json.Length + 16);
            var isWritten = Utf8.IsValid(json) && AlpacaJsonToMessagePack.TryWrite(json, new(buffer));
            destination.Write(isWritten ? buffer.WrittenSpan : default);
            return isWritten;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair, which no UTF-8 can say
            return false;
        }
    }

    /// <summary>Writes a message of MessagePack as JSON.</summary>
    /// <param name="messagePack">One map.</param>
    /// <param name="destination">Where it is appended; left as it is where the result is false.</param>
    /// <returns>False where the bytes are not one map, or hold what JSON has no word for: binary, NaN, extensions other than times.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    public static bool TryToJson(ReadOnlySpan<byte> messagePack, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var buffer = new ArrayBufferWriter<byte>((messagePack.Length * 2) + 16);
        var isWritten = AlpacaMessagePackToJson.TryWrite(messagePack, buffer);
        destination.Write(isWritten ? buffer.WrittenSpan : default);
        return isWritten;
    }

    /// <summary>Reads what kind of message it is and which symbol it is about, in either encoding.</summary>
    /// <returns>False where the bytes are not one message, or lack one of the two.</returns>
    internal static bool TryReadHead(ReadOnlySpan<byte> message, out string? type, out string? symbol)
    {
        (type, symbol) = (null, null);
        if (AlpacaDecoder.IsMessagePack(message))
        {
            var reader = new MessagePackReader(message);
            var whole = reader;
            return reader.Kind == MessagePackKind.Map && whole.TrySkip() && whole.IsAtEnd
                && TryReadHead(new AlpacaMessagePackFields(reader), out type, out symbol);
        }

        try
        {
            var json = new Utf8JsonReader(message);
            json.Read();
            var fields = new AlpacaJsonFields(json);
            return json.TokenType == JsonTokenType.StartObject && Utf8.IsValid(message) && TryReadHead(fields, out type, out symbol);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool TryReadHead<TFields>(TFields fields, out string? type, out string? symbol)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        string? wrong = null;
        (type, symbol) = (null, null);
        while (fields.NextField())
        {
            if (fields.NameIs("T"u8))
            {
                type = fields.TakeCode(_uninterned, ref wrong);
            }
            else if (fields.NameIs("S"u8))
            {
                symbol = fields.TakeCode(_uninterned, ref wrong);
            }
            else
            {
                fields.Skip();
            }
        }

        return type is not null && symbol is not null;
    }
}
