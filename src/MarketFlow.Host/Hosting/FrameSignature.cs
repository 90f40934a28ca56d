using System.Text.Json;

namespace MarketFlow.Host;

/// <summary>Tells from the names in a frame which venue and version it looks like: for frames that the configured dialect cannot read.</summary>
internal static class FrameSignature
{
    private const int LookedAt = 4 * 1024; // of a frame of megabytes the beginning says enough
    private const int MaxNames = 32;

    // "T", the kind of a message of Alpaca's in MessagePack.
    private static ReadOnlySpan<byte> MessagePackKind => [0xa1, (byte)'T'];

    /// <summary>The venue and version that a frame looks like, e.g. <c>Kraken v2</c>; null where it is not known.</summary>
    public static string? Of(ReadOnlySpan<byte> frame)
    {
        frame = frame[..Math.Min(LookedAt, frame.Length)];
        if (frame is [>= 0x90 and <= 0x9f or 0xdc, ..])
        {
            return frame.IndexOf(MessagePackKind) is >= 0 and <= 8 ? "Alpaca in MessagePack" : null;
        }

        try
        {
            var json = new Utf8JsonReader(frame, isFinalBlock: false, default);
            return !json.Read() ? null
                : json.TokenType == JsonTokenType.StartObject ? OfObject(NamesOf(ref json))
                : json.TokenType == JsonTokenType.StartArray ? OfArray(ref json)
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What a frame looks like, where that is not the dialect by which it is read.</summary>
    /// <param name="dialect">The name of the dialect.</param>
    /// <param name="frame">The frame.</param>
    public static string? Foreign(string dialect, ReadOnlySpan<byte> frame) => Of(frame) is { } found && found != NameOf(dialect) && !IsAlpaca(dialect, found) ? found : null;

    private static string NameOf(string dialect) => dialect switch
    {
        "massive" => "Massive",
        "alpaca" => "Alpaca",
        "coinbase" => "Coinbase Exchange",
        "hitbtc" => "HitBTC v2",
        "kraken" => "Kraken v1",
        _ => dialect,
    };

    private static bool IsAlpaca(string dialect, string found) => dialect == "alpaca" && found.StartsWith("Alpaca", StringComparison.Ordinal);

    private static string? OfArray(ref Utf8JsonReader json)
    {
        if (!json.Read())
        {
            return null;
        }

        if (json.TokenType == JsonTokenType.StartObject)
        {
            var names = NamesOf(ref json);
            return Has("ev") ? "Massive" : Has("T") ? "Alpaca" : Has("seq", "type") ? "MarketFlow's own protocol (/ws)" : null;

            bool Has(params string[] wanted) => Array.TrueForAll(wanted, names.ContainsKey);
        }

        // [id, data, "trade", "XBT/USD"]
        return json.TokenType == JsonTokenType.Number && json.Read() && json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject
            && json.TrySkip() && json.Read() && json.TokenType == JsonTokenType.String && json.Read() && json.TokenType == JsonTokenType.String
            ? "Kraken v1"
            : null;
    }

    private static string? OfObject(Dictionary<string, string?> names)
    {
        return Has("ev") ? "Massive"
            : Has("T", "S") ? "Alpaca"
            : Has("channel", "events") ? "Coinbase Advanced Trade"
            : Has("channel", "data") || Is("channel", "heartbeat", "status") || (Has("method", "success") && !Has("jsonrpc")) ? "Kraken v2"
            : Is("event", "heartbeat", "systemStatus", "subscriptionStatus", "pong") && !Has("channel") ? "Kraken v1"
            : Has("jsonrpc") || Is("method", "ticker", "updateTrades", "snapshotTrades", "updateCandles", "snapshotCandles", "updateOrderbook", "snapshotOrderbook") ? "HitBTC v2"
            : Has("ch") && (Has("update") || Has("snapshot") || Has("data")) ? "HitBTC v3"
            : Has("type") && (Has("product_id") || Has("product_ids") || Has("channels")) ? "Coinbase Exchange"
            : Has("e", "E", "s") || (Has("stream", "data") && names["stream"]?.Contains('@', StringComparison.Ordinal) == true) ? "Binance"
            : Has("arg", "data") ? "OKX"
            : Has("topic", "ts", "data") ? "Bybit v5"
            : null;

        bool Has(params string[] wanted) => Array.TrueForAll(wanted, names.ContainsKey);

        bool Is(string name, params string[] values) => names.GetValueOrDefault(name) is { } value && values.Contains(value, StringComparer.Ordinal);
    }

    // Names and texts of the object at which the reader is; as many as are whole.
    private static Dictionary<string, string?> NamesOf(ref Utf8JsonReader json)
    {
        Dictionary<string, string?> names = [];
        while (names.Count < MaxNames && json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            if (!json.Read())
            {
                names.TryAdd(name, null);
                break;
            }

            names.TryAdd(name, json.TokenType == JsonTokenType.String ? json.GetString() : null);
            if (!json.TrySkip())
            {
                break;
            }
        }

        return names;
    }
}
