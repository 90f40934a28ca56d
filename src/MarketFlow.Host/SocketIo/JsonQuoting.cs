using System.Buffers;
using System.Text.Encodings.Web;

namespace MarketFlow.Host;

/// <summary>Writes JSON as it stands within a JSON text.</summary>
internal static class JsonQuoting
{
    // Nothing here is ever put into HTML, and a quote is shorter as \" than as \u0022.
    private const int MostPerByte = 6;

    /// <param name="json">Valid UTF-8.</param>
    /// <param name="destination">Receives it without quotes around it.</param>
    public static void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> destination)
    {
        var room = destination.GetSpan(json.Length * MostPerByte);
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(json, room, out _, out var written);
        destination.Advance(written);
    }
}
