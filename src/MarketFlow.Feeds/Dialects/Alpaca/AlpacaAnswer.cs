using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Writes a frame with one message of control in it, field by field, in either encoding.</summary>
internal sealed class AlpacaAnswer : IDisposable
{
    private static readonly JsonWriterOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter? _json;
    private readonly MessagePackWriter _messagePack;

    /// <param name="encoding">How to write it.</param>
    /// <param name="destination">Where it is appended.</param>
    /// <param name="type">Its kind, the value of <c>T</c>.</param>
    /// <param name="fields">How many fields will follow <c>T</c>.</param>
    public AlpacaAnswer(AlpacaEncoding encoding, IBufferWriter<byte> destination, ReadOnlySpan<byte> type, int fields)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (encoding == AlpacaEncoding.Json)
        {
            _json = new(destination, _plain);
            _json.WriteStartArray();
            _json.WriteStartObject();
        }
        else
        {
            _messagePack = new(destination);
            _messagePack.ArrayHeader(1);
            _messagePack.MapHeader(fields + 1);
        }

        Text("T"u8, type);
    }

    public void Text(ReadOnlySpan<byte> name, string value) => Text(name, Encoding.UTF8.GetBytes(value));

    public void Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (_json is not null)
        {
            _json.WriteString(name, value);
        }
        else
        {
            _messagePack.Text(name);
            _messagePack.Text(value);
        }
    }

    public void Number(ReadOnlySpan<byte> name, int value)
    {
        if (_json is not null)
        {
            _json.WriteNumber(name, value);
        }
        else
        {
            _messagePack.Text(name);
            _messagePack.Integer(value);
        }
    }

    public void True(ReadOnlySpan<byte> name)
    {
        if (_json is not null)
        {
            _json.WriteBoolean(name, true);
        }
        else
        {
            _messagePack.Text(name);
            _messagePack.Boolean(true);
        }
    }

    public void Texts(ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        if (_json is not null)
        {
            _json.WriteStartArray(name);
            foreach (var value in values)
            {
                _json.WriteStringValue(value);
            }

            _json.WriteEndArray();
            return;
        }

        _messagePack.Text(name);
        _messagePack.ArrayHeader(values.Count);
        foreach (var value in values)
        {
            _messagePack.Text(value);
        }
    }

    /// <summary>Ends the message and the frame.</summary>
    public void Dispose()
    {
        _json?.WriteEndObject();
        _json?.WriteEndArray();
        _json?.Dispose();
    }
}
