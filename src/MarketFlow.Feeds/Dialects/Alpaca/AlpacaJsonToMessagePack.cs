using System.Globalization;
using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Writes one JSON object as a MessagePack map.</summary>
internal static class AlpacaJsonToMessagePack
{
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    /// <exception cref="InvalidOperationException">A text is not one.</exception>
    public static bool TryWrite(ReadOnlySpan<byte> utf8, MessagePackWriter writer)
    {
        var json = new Utf8JsonReader(utf8);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var whole = json;
        whole.Skip();
        if (whole.Read())
        {
            return false;
        }

        Utf8JsonReader type = default;
        var others = 0;
        for (var fields = json; fields.NextField();)
        {
            var isType = fields.ValueTextEquals("T"u8);
            var value = fields.TakeAside();
            type = isType ? value : type;
            others += isType ? 0 : 1;
        }

        var hasType = type.TokenType != JsonTokenType.None;
        writer.MapHeader(others + (hasType ? 1 : 0));
        if (hasType)
        {
            writer.Text("T"u8);
            if (!TryWriteValue(ref type, writer))
            {
                return false;
            }
        }

        while (json.NextField())
        {
            if (json.ValueTextEquals("T"u8))
            {
                json.Skip();
                continue;
            }

            var isTime = json.ValueTextEquals("t"u8);
            writer.Text(json.Text());
            json.Read();
            if (isTime && json.TokenType == JsonTokenType.String && Timestamp.TryParse(json.Text(), out var time))
            {
                writer.Time(time);
            }
            else if (!TryWriteValue(ref json, writer))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryWriteValue(ref Utf8JsonReader json, MessagePackWriter writer)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                writer.Text(json.Text());
                return true;
            case JsonTokenType.Number:
                return TryWriteNumber(ref json, writer);
            case JsonTokenType.True or JsonTokenType.False:
                writer.Boolean(json.TokenType == JsonTokenType.True);
                return true;
            case JsonTokenType.Null:
                writer.Nil();
                return true;
            case JsonTokenType.StartArray:
                return TryWriteArray(ref json, writer);
            default:
                return TryWriteObject(ref json, writer);
        }
    }

    private static bool TryWriteNumber(ref Utf8JsonReader json, MessagePackWriter writer)
    {
        if (json.TryGetInt64(out var whole))
        {
            writer.Integer(whole);
            return true;
        }

        if (json.TryGetUInt64(out var large))
        {
            writer.LargeInteger(large); // an id from 2^63 on, which a float would change
            return true;
        }

        var isNumber = double.TryParse(json.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        writer.Float(number);
        return isNumber;
    }

    private static bool TryWriteArray(ref Utf8JsonReader json, MessagePackWriter writer)
    {
        var count = 0;
        for (var ahead = json; ahead.Read() && ahead.TokenType != JsonTokenType.EndArray; count++)
        {
            ahead.Skip();
        }

        writer.ArrayHeader(count);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (!TryWriteValue(ref json, writer))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryWriteObject(ref Utf8JsonReader json, MessagePackWriter writer)
    {
        var count = 0;
        for (var ahead = json; ahead.NextField(); count++)
        {
            ahead.Skip();
        }

        writer.MapHeader(count);
        while (json.NextField())
        {
            writer.Text(json.Text());
            json.Read();
            if (!TryWriteValue(ref json, writer))
            {
                return false;
            }
        }

        return true;
    }
}
