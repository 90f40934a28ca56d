using System.Buffers;

namespace MarketFlow.Feeds;

/// <summary>Writes events as the JSON messages of MarketFlow's own protocol (<c>/ws</c>, and the lines of <c>pipe</c>).</summary>
/// <remarks>
/// Shape: one object, fields in the order of the protocol's page, no white space, UTF-8. Absent values are left out. Times are
/// RFC 3339 with the vendor's precision; prices and sizes are numbers exactly as precise as the decimal, its scale included.
/// Half a surrogate pair in a text becomes U+FFFD: JSON has no other way to say it.
/// Nothing is allocated, and nothing is remembered.
/// </remarks>
public static class EventJson
{
    /// <summary>Most bytes that <see cref="WriteNumbered"/> adds to a body.</summary>
    public const int MaxNumberingLength = 26;

    private const int MaxFixedLength = 1024; // names, numbers and times of the widest message; its texts come on top

    /// <summary>Writes an event as a message without <c>seq</c>: the body that all clients share.</summary>
    /// <param name="value">Any event.</param>
    /// <param name="destination">Where the message is appended.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static void Write(MarketEvent value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(destination);
        var json = new Utf8JsonText(destination.GetSpan(MaxLength(value)));
        WriteFields(ref json, value);
        destination.Advance(json.Length);
    }

    /// <summary>Writes a body once more as the message of one client, with its number: <c>{"seq":7,</c> and the rest of the body.</summary>
    /// <param name="body">A message without <c>seq</c>; not empty, so that it begins with <c>{"</c>.</param>
    /// <param name="seq">The number, 1 or more.</param>
    /// <param name="destination">At least as long as the body and <see cref="MaxNumberingLength"/> together.</param>
    /// <returns>How many bytes were written.</returns>
    public static int WriteNumbered(ReadOnlySpan<byte> body, long seq, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seq, 1);
        var json = new Utf8JsonText(destination);
        json.Literal("{\"seq\":"u8);
        json.Number(seq);
        json.Literal(","u8);
        json.Literal(body[1..]);
        return json.Length;
    }

    private static void WriteFields(ref Utf8JsonText json, MarketEvent value)
    {
        switch (value)
        {
            case Trade trade:
                WriteTrade(ref json, trade);
                break;
            case Quote quote:
                WriteQuote(ref json, quote);
                break;
            case Bar bar:
                WriteBar(ref json, bar);
                break;
            case FairMarketValue fairValue:
                WriteHead(ref json, "{\"type\":\"fmv\",\"symbol\":"u8, fairValue);
                json.Number(",\"price\":"u8, fairValue.Price);
                break;
            case Detection detection:
                WriteDetection(ref json, detection);
                break;
            case Status status:
                WriteStatus(ref json, status);
                break;
            case VendorMessage message:
                WriteVendorMessage(ref json, message);
                break;
            default:
                throw new ArgumentException($"An event of type {value.GetType().Name} has no JSON shape.", nameof(value));
        }

        WriteTail(ref json, value);
    }

    private static void WriteTrade(ref Utf8JsonText json, Trade trade)
    {
        WriteHead(ref json, "{\"type\":\"trade\",\"symbol\":"u8, trade);
        json.Number(",\"price\":"u8, trade.Price);
        json.Number(",\"size\":"u8, trade.Size);
        json.Text(",\"exchange\":"u8, trade.Exchange);
        json.Text(",\"facility\":"u8, trade.Facility);
        WriteId(ref json, trade.Id);
        json.Text(",\"tape\":"u8, AlpacaShape.LetterOf(trade.Tape));
        WriteConditions(ref json, trade.Conditions);
    }

    private static void WriteQuote(ref Utf8JsonText json, Quote quote)
    {
        WriteHead(ref json, "{\"type\":\"quote\",\"symbol\":"u8, quote);
        json.Number(",\"bidPrice\":"u8, quote.BidPrice);
        json.Number(",\"bidSize\":"u8, quote.BidSize);
        json.Number(",\"askPrice\":"u8, quote.AskPrice);
        json.Number(",\"askSize\":"u8, quote.AskSize);
        json.Text(",\"bidExchange\":"u8, quote.BidExchange);
        json.Text(",\"askExchange\":"u8, quote.AskExchange);
        WriteConditions(ref json, quote.Conditions);
    }

    private static void WriteBar(ref Utf8JsonText json, Bar bar)
    {
        WriteHead(ref json, "{\"type\":\"bar\",\"symbol\":"u8, bar);
        json.Literal(",\"interval\":"u8);
        json.Interval(bar.Interval);
        json.Number(",\"open\":"u8, bar.Open);
        json.Number(",\"high\":"u8, bar.High);
        json.Number(",\"low\":"u8, bar.Low);
        json.Number(",\"close\":"u8, bar.Close);
        json.Number(",\"volume\":"u8, bar.Volume);
        json.Number(",\"vwap\":"u8, bar.Vwap);
        json.Number(",\"trades\":"u8, bar.Trades);
        json.Number(",\"revision\":"u8, (long?)bar.Revision);
    }

    private static void WriteDetection(ref Utf8JsonText json, Detection detection)
    {
        json.Literal("{\"type\":\"detection\",\"kind\":"u8);
        json.Text(detection.Kind);
        WriteHead(ref json, ",\"symbol\":"u8, detection);
        json.Number(",\"price\":"u8, detection.Price);
        json.Text(",\"direction\":"u8, detection.Direction);
        DetectionJson.Write(ref json, detection.Detail);
    }

    // A status may be about a feed or a client as a whole: then it has no symbol.
    private static void WriteStatus(ref Utf8JsonText json, Status status)
    {
        json.Literal("{\"type\":\"status\",\"kind\":"u8);
        json.Text(status.Kind);
        json.Text(",\"feed\":"u8, status.Feed);
        json.Text(",\"symbol\":"u8, status.Symbol.Length == 0 ? null : status.Symbol);
        if (status.Change is { } change)
        {
            json.Text(",\"exchange\":"u8, change.Exchange);
            WriteId(ref json, change.Id);
        }

        json.Time(",\"from\":"u8, status.From);
        json.Time(",\"to\":"u8, status.To);
        json.Time(",\"time\":"u8, status.Time);
        json.Number(",\"count\":"u8, status.Count);
        json.Number(",\"limitUp\":"u8, status.LimitUp);
        json.Number(",\"limitDown\":"u8, status.LimitDown);
        WriteConditions(ref json, status.Conditions);
        json.Text(",\"message\":"u8, status.Message);
    }

    // That there was one, not what it tells: that is in the vendor's own words, for clients that speak them.
    private static void WriteVendorMessage(ref Utf8JsonText json, VendorMessage message)
    {
        json.Literal("{\"type\":\"other\",\"kind\":"u8);
        json.Text(message.Channel);
        json.Text(",\"symbol\":"u8, message.Symbol.Length == 0 ? null : message.Symbol);
        json.Time(",\"time\":"u8, message.Time);
        json.Text(",\"unusual\":"u8, message.Unusual);
    }

    private static void WriteHead(ref Utf8JsonText json, ReadOnlySpan<byte> upToSymbol, MarketEvent value)
    {
        json.Literal(upToSymbol);
        json.Text(value.Symbol);
        json.Time(",\"time\":"u8, value.Time);
    }

    private static void WriteTail(ref Utf8JsonText json, MarketEvent value)
    {
        if (value.IsBackfill)
        {
            json.Literal(",\"backfill\":true"u8);
        }

        var source = value.Source;
        if (source.Feed.Length > 0)
        {
            json.Text(",\"source\":{\"feed\":"u8, source.Feed);
            json.Number(",\"connection\":"u8, (long?)source.Connection);
            json.Number(",\"sequence\":"u8, source.Sequence);
            json.Time(",\"receivedAt\":"u8, source.ReceivedAt);
            json.Literal("}"u8);
        }

        json.Literal("}"u8);
    }

    private static void WriteId(ref Utf8JsonText json, TradeId id)
    {
        if (id.TryGetNumber(out var number))
        {
            json.Literal(",\"id\":\""u8);
            json.Number(number);
            json.Literal("\""u8);
        }
        else if (!id.IsNone)
        {
            json.Text(",\"id\":"u8, id.ToString());
        }
    }

    private static void WriteConditions(ref Utf8JsonText json, IReadOnlyList<string> conditions)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            json.Literal(i == 0 ? ",\"conditions\":["u8 : ","u8);
            json.Text(conditions[i]);
        }

        json.Literal(conditions.Count == 0 ? default : "]"u8);
    }

    private static int MaxLength(MarketEvent value)
    {
        var texts = Utf8JsonText.MaxLength(value.Symbol) + Utf8JsonText.MaxLength(value.Source.Feed);
        return MaxFixedLength + texts + value switch
        {
            Trade trade => Utf8JsonText.MaxLength(trade.Exchange) + Utf8JsonText.MaxLength(trade.Facility) + Utf8JsonText.MaxLength(trade.Conditions) + IdLength(trade.Id),
            Quote quote => Utf8JsonText.MaxLength(quote.BidExchange) + Utf8JsonText.MaxLength(quote.AskExchange) + Utf8JsonText.MaxLength(quote.Conditions),
            Detection detection => Utf8JsonText.MaxLength(detection.Kind) + Utf8JsonText.MaxLength(detection.Direction) + DetectionJson.MaxLength,
            Status status => Utf8JsonText.MaxLength(status.Kind) + Utf8JsonText.MaxLength(status.Feed) + Utf8JsonText.MaxLength(status.Message)
                + Utf8JsonText.MaxLength(status.Conditions) + (status.Change is { } change ? Utf8JsonText.MaxLength(change.Exchange) + IdLength(change.Id) : 0),
            VendorMessage message => Utf8JsonText.MaxLength(message.Channel) + Utf8JsonText.MaxLength(message.Unusual),
            _ => 0,
        };

        static int IdLength(TradeId id) => id.TryGetNumber(out _) ? 0 : Utf8JsonText.MaxLength(id.ToString());
    }
}
