using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>What Alpaca says about the connection rather than the market.</summary>
/// <param name="Type"><c>success</c>, <c>error</c>, <c>subscription</c>.</param>
/// <param name="Code">The number of an error; 0 where there is none.</param>
/// <param name="Message">The vendor's words; empty where there are none.</param>
/// <param name="Lists">The symbols of each list, by the list's name, where it tells a subscription; null where not.</param>
internal readonly record struct AlpacaNotice(string Type, int Code, string Message, IReadOnlyDictionary<string, HashSet<string>>? Lists = null)
{
    /// <summary>Reads a frame of notices.</summary>
    /// <param name="frame">Any frame.</param>
    /// <param name="notices">What it says.</param>
    /// <returns>False where it is anything else. Of data no more than the first object's type is read: data has types of one letter.</returns>
    public static bool TryReadAll(ReadOnlyMemory<byte> frame, out IReadOnlyList<AlpacaNotice> notices)
    {
        notices = [];
        try
        {
            if (AlpacaDecoder.IsMessagePack(frame.Span))
            {
                return AlpacaMessagePackNotice.TryReadAll(frame.Span, out notices);
            }

            var text = FrameEdges.Trimmed(frame);
            if (!BeginsWithNotice(text.Span))
            {
                return false;
            }

            using var json = JsonDocument.Parse(text);
            notices = json.RootElement.ValueKind == JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().Select(Read)]
                : [Read(json.RootElement)];
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false; // not JSON, or half of a surrogate pair in a text: the decoder makes the fault of it
        }
    }

    private static bool BeginsWithNotice(ReadOnlySpan<byte> frame)
    {
        var json = new Utf8JsonReader(frame);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (json.CurrentDepth <= 2 && json.ValueTextEquals("T"u8))
            {
                return json.Read() && json.TokenType == JsonTokenType.String && json.ValueSpan.Length > 1;
            }

            json.Skip();
        }

        return false;
    }

    private static AlpacaNotice Read(JsonElement element) => element.ValueKind != JsonValueKind.Object
        ? new(string.Empty, 0, string.Empty)
        : TextOf(element, "T") is var type && type == "subscription"
        ? new(type, 0, string.Empty, ListsOf(element))
        : new(type, NumberOf(element), TextOf(element, "msg"));

    private static Dictionary<string, HashSet<string>> ListsOf(JsonElement element)
    {
        Dictionary<string, HashSet<string>> lists = new(StringComparer.Ordinal);
        foreach (var list in element.EnumerateObject().Where(list => list.Value.ValueKind == JsonValueKind.Array))
        {
            lists[list.Name] = [.. list.Value.EnumerateArray().Where(symbol => symbol.ValueKind == JsonValueKind.String).Select(symbol => symbol.GetString()!)];
        }

        return lists;
    }

    private static string TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    private static int NumberOf(JsonElement element) =>
        element.TryGetProperty("code"u8, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var code) ? code : 0;
}
