using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MarketFlow.Benchmarks;

/// <summary>The bytes of <c>EventJson</c>, written with <see cref="Utf8JsonWriter"/> as one would by hand.</summary>
internal sealed class JsonByHand
{
    private readonly ArrayBufferWriter<byte> _buffer;
    private readonly Utf8JsonWriter _json;

    public JsonByHand(ArrayBufferWriter<byte> buffer)
    {
        _buffer = buffer;
        _json = new(buffer, new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public int Write(MarketEvent value)
    {
        var before = _buffer.WrittenCount;
        _json.Reset();
        _json.WriteStartObject();
        switch (value)
        {
            case Trade trade:
                WriteHead("trade"u8, trade);
                _json.WriteNumber("price"u8, trade.Price);
                _json.WriteNumber("size"u8, trade.Size);
                WriteText("exchange"u8, trade.Exchange);
                if (!trade.Id.IsNone)
                {
                    _json.WriteString("id"u8, trade.Id.ToString());
                }

                WriteConditions(trade.Conditions);
                break;
            case Quote quote:
                WriteHead("quote"u8, quote);
                _json.WriteNumber("bidPrice"u8, quote.BidPrice);
                WriteNumber("bidSize"u8, quote.BidSize);
                _json.WriteNumber("askPrice"u8, quote.AskPrice);
                WriteNumber("askSize"u8, quote.AskSize);
                WriteText("bidExchange"u8, quote.BidExchange);
                WriteText("askExchange"u8, quote.AskExchange);
                WriteConditions(quote.Conditions);
                break;
            case Bar bar:
                WriteHead("bar"u8, bar);
                _json.WriteString("interval"u8, "1m"u8);
                _json.WriteNumber("open"u8, bar.Open);
                _json.WriteNumber("high"u8, bar.High);
                _json.WriteNumber("low"u8, bar.Low);
                _json.WriteNumber("close"u8, bar.Close);
                _json.WriteNumber("volume"u8, bar.Volume);
                WriteNumber("vwap"u8, bar.Vwap);
                _json.WriteNumber("revision"u8, bar.Revision);
                break;
            default:
                throw new ArgumentException($"An event of type {value.Type} is not measured.", nameof(value));
        }

        WriteSource(value.Source);
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenCount - before;
    }

    private void WriteHead(ReadOnlySpan<byte> type, MarketEvent value)
    {
        _json.WriteString("type"u8, type);
        _json.WriteString("symbol"u8, value.Symbol);
        WriteTime("time"u8, value.Time);
    }

    private void WriteSource(SourceContext source)
    {
        if (source.Feed.Length > 0)
        {
            _json.WriteStartObject("source"u8);
            _json.WriteString("feed"u8, source.Feed);
            _json.WriteNumber("connection"u8, source.Connection);
            if (source.Sequence is { } sequence)
            {
                _json.WriteNumber("sequence"u8, sequence);
            }

            WriteTime("receivedAt"u8, source.ReceivedAt);
            _json.WriteEndObject();
        }
    }

    private void WriteTime(ReadOnlySpan<byte> name, Timestamp time)
    {
        Span<byte> text = stackalloc byte[64];
        time.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        _json.WriteString(name, text[..length]);
    }

    private void WriteText(ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            _json.WriteString(name, text);
        }
    }

    private void WriteNumber(ReadOnlySpan<byte> name, decimal? number)
    {
        if (number is { } there)
        {
            _json.WriteNumber(name, there);
        }
    }

    private void WriteConditions(IReadOnlyList<string> conditions)
    {
        if (conditions.Count > 0)
        {
            _json.WriteStartArray("conditions"u8);
            for (var i = 0; i < conditions.Count; i++)
            {
                _json.WriteStringValue(conditions[i]);
            }

            _json.WriteEndArray();
        }
    }
}
