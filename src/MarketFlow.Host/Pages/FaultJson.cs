using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>A fault as JSON: where it came from, what is wrong, and the beginning of the bytes at fault.</summary>
internal static class FaultJson
{
    private const int ShownBytes = 512;

    public static JsonObject Write(string feed, int connection, Timestamp at, string reason, ReadOnlyMemory<byte> bytes) => new()
    {
        ["feed"] = feed,
        ["connection"] = connection,
        ["at"] = at.ToString(format: null, CultureInfo.InvariantCulture),
        ["reason"] = reason,
        ["length"] = bytes.Length,
        ["bytes"] = Shown(bytes.Span[..Math.Min(ShownBytes, bytes.Length)]),
    };

    /// <summary>A message with an unusual field: the channel it came on, its symbol and what is unusual.</summary>
    public static JsonObject Write(VendorMessage message)
    {
        var source = message.Source;
        var json = Write(source.Feed, source.Connection, source.ReceivedAt, message.Unusual!, source.Original);
        json["channel"] = message.Channel;
        json["symbol"] = message.Symbol;
        return json;
    }

    // As text where it is text; binary noise as hexadecimal, so that nothing is guessed.
    private static string Shown(ReadOnlySpan<byte> bytes) =>
        bytes.ContainsAnyInRange((byte)0, (byte)8) || bytes.ContainsAnyInRange((byte)14, (byte)31) || bytes.ContainsAnyInRange((byte)127, (byte)255)
            ? $"0x{Convert.ToHexString(bytes)}"
            : Encoding.UTF8.GetString(bytes);
}
