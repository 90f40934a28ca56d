using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace MarketFlow.Feeds;

/// <summary>Writes frames as the lines that <see cref="SessionFile"/> reads.</summary>
/// <remarks>Memory: the names of the connections that spoke.</remarks>
internal sealed class RecordedLineWriter(IBufferWriter<byte> output, IReadOnlyDictionary<string, Uri> addresses) : IDisposable
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly Utf8JsonWriter _json = new(output, _options);
    private readonly Dictionary<(string Feed, int Connection), string> _connections = [];

    public void Dispose() => _json.Dispose();

    /// <summary>A frame; before the first of its connection, that the connection opened.</summary>
    public void Write(Frame frame)
    {
        if (!_connections.TryGetValue((frame.Feed, frame.Connection), out var name))
        {
            name = $"{frame.Feed}.{frame.Connection}";
            _connections.Add((frame.Feed, frame.Connection), name);
            Begin("connect"u8, name, frame.ReceivedAt);
            _json.WriteString("url"u8, addresses.GetValueOrDefault(frame.Feed)?.ToString() ?? string.Empty);
            End();
        }

        Begin("recv"u8, name, frame.ReceivedAt);
        if (frame.IsBinary)
        {
            _json.WriteBoolean("binary"u8, true);
        }

        if (Utf8.IsValid(frame.Bytes.Span))
        {
            _json.WriteString("data"u8, frame.Bytes.Span);
        }
        else
        {
            _json.WriteBase64String("base64"u8, frame.Bytes.Span);
        }

        End();
    }

    /// <summary>That frames are missing from here on, and how many.</summary>
    public void WriteLost(long frames, Timestamp at)
    {
        Begin("lost"u8, string.Empty, at);
        _json.WriteNumber("frames"u8, frames);
        End();
    }

    private void Begin(ReadOnlySpan<byte> kind, string connection, Timestamp at)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("t"u8, kind);
        _json.WriteString("conn"u8, connection);
        _json.WriteNumber("ts"u8, SecondsOf(at));
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
    }

    // With as many digits as the time has: the reader takes its precision from them.
    private static decimal SecondsOf(Timestamp at)
    {
        long unit = 1;
        for (var digits = at.FractionDigits; digits < 9; digits++)
        {
            unit *= 10;
        }

        if (at.UnixNanoseconds % unit != 0)
        {
            return at.UnixNanoseconds / (decimal)NanosecondsPerSecond;
        }

        var units = Math.Abs(at.UnixNanoseconds / unit);
        return new decimal((int)units, (int)(units >> 32), hi: 0, at.UnixNanoseconds < 0, (byte)at.FractionDigits);
    }
}
