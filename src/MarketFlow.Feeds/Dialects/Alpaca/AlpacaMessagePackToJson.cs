using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace MarketFlow.Feeds;

/// <summary>Writes one MessagePack map as a JSON object.</summary>
internal static class AlpacaMessagePackToJson
{
    private static readonly JsonWriterOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool TryWrite(ReadOnlySpan<byte> messagePack, IBufferWriter<byte> destination)
    {
        var reader = new MessagePackReader(messagePack);
        var whole = reader; // nested no deeper than a recursion may go
        if (reader.Kind != MessagePackKind.Map || !whole.TrySkip() || !whole.IsAtEnd)
        {
            return false;
        }

        using var json = new Utf8JsonWriter(destination, _plain);
        if (!TryWriteValue(ref reader, json))
        {
            json.Reset();
            return false;
        }

        return true;
    }

    private static bool TryWriteValue(ref MessagePackReader reader, Utf8JsonWriter json)
    {
        switch (reader.Kind)
        {
            case MessagePackKind.Map:
                return TryWriteMap(ref reader, json);
            case MessagePackKind.Array:
                return TryWriteArray(ref reader, json);
            case MessagePackKind.Text when reader.TryReadText(out var text) && Utf8.IsValid(text):
                json.WriteStringValue(text);
                return true;
            case MessagePackKind.Integer or MessagePackKind.Float when reader.TryReadDecimal(out var number):
                json.WriteNumberValue(number);
                return true;
            case MessagePackKind.Extension when reader.TryReadTimestamp(out var time):
                json.WriteStringValue(time.ToString(format: null, CultureInfo.InvariantCulture));
                return true;
            case MessagePackKind.Boolean when reader.TryReadBoolean(out var truth):
                json.WriteBooleanValue(truth);
                return true;
            case MessagePackKind.Nil when reader.TryReadNil():
                json.WriteNullValue();
                return true;
            default:
                return false;
        }
    }

    private static bool TryWriteMap(ref MessagePackReader reader, Utf8JsonWriter json)
    {
        reader.TryReadMapHeader(out var count);
        json.WriteStartObject();
        for (; count > 0; count--)
        {
            if (!reader.TryReadText(out var name) || !Utf8.IsValid(name))
            {
                return false;
            }

            json.WritePropertyName(name);
            if (!TryWriteValue(ref reader, json))
            {
                return false;
            }
        }

        json.WriteEndObject();
        return true;
    }

    private static bool TryWriteArray(ref MessagePackReader reader, Utf8JsonWriter json)
    {
        reader.TryReadArrayHeader(out var count);
        json.WriteStartArray();
        for (; count > 0; count--)
        {
            if (!TryWriteValue(ref reader, json))
            {
                return false;
            }
        }

        json.WriteEndArray();
        return true;
    }
}
