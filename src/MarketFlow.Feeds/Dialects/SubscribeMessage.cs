using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Writes the messages that ask a venue for data.</summary>
internal static class SubscribeMessage
{
    // Plain text as the venues' own examples show it: nothing here ends up in a web page.
    private static readonly JsonWriterOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One JSON object.</summary>
    /// <param name="writeFields">Writes its fields.</param>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> writeFields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, _plain);
        json.WriteStartObject();
        writeFields(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <exception cref="ArgumentNullException"><paramref name="symbols"/> is null.</exception>
    /// <exception cref="ArgumentException">A symbol is null or empty.</exception>
    public static IReadOnlyCollection<string> Checked(IReadOnlyCollection<string> symbols)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        return symbols.Any(string.IsNullOrEmpty)
            ? throw new ArgumentException("A symbol is null or empty; must be one of the vendor's own symbols.", nameof(symbols))
            : symbols;
    }
}
