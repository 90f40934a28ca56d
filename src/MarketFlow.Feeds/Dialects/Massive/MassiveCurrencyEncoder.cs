using System.Buffers;
using System.Text;

namespace MarketFlow.Feeds;

/// <summary>Writes events as elements of Massive's forex and crypto endpoints, without the array around them, for clients that are fed from elsewhere.</summary>
/// <remarks>
/// The names of the channels and of the symbol's field are those of the endpoint's profile; the other fields stand in the order of the
/// vendor's samples. Trades <c>XT</c>, quotes <c>XQ</c> and <c>C</c>, bars of a second and of a minute <c>XAS</c>, <c>XA</c>, <c>CAS</c>,
/// <c>CA</c>, and crypto's <c>FMV</c>; everything else: no message. Numbers keep all their digits; times are milliseconds, rounded
/// down. Exchanges and conditions that are not whole numbers are lost, as are sequences. Nothing is allocated, and nothing is
/// remembered: an instance serves any number of threads.
/// </remarks>
/// <param name="endpoint">The profile of forex or of crypto.</param>
internal sealed class MassiveCurrencyEncoder(EndpointProfile endpoint) : IEventEncoder
{
    private const int MaxFixedLength = 512; // names and numbers of the widest element; its texts come on top
    private const int MaxConditionLength = 10;

    private readonly MassiveEncoder _shared = new();
    private readonly byte[]? _trade = Opening(endpoint, EventType.Trade, kind: null);
    private readonly byte[]? _quote = Opening(endpoint, EventType.Quote, kind: null);
    private readonly byte[]? _second = Opening(endpoint, EventType.Bar, "1s");
    private readonly byte[]? _minute = Opening(endpoint, EventType.Bar, "1m");
    private readonly bool _hasFairValues = endpoint.FindChannel("FMV") is not null;
    private readonly bool _isForex = endpoint.Market == EndpointMarket.Forex;

    /// <inheritdoc/>
    public bool TryWrite(MarketEvent value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(destination);
        if (value is FairMarketValue)
        {
            return _hasFairValues && _shared.TryWrite(value, destination);
        }

        if (value.Symbol.Length == 0 || OpeningOf(value) is not { } opening)
        {
            return false;
        }

        var json = new Utf8JsonText(destination.GetSpan(MaxLength(value)));
        json.Text(opening, value.Symbol);
        switch (value)
        {
            case Trade trade:
                WriteTrade(ref json, trade);
                break;
            case Quote quote:
                WriteQuote(ref json, quote);
                break;
            default:
                WriteBar(ref json, (Bar)value);
                break;
        }

        json.Literal("}"u8);
        destination.Advance(json.Length);
        return true;
    }

    private byte[]? OpeningOf(MarketEvent value) => value switch
    {
        Trade => _trade,
        Quote => _quote,
        Bar { Interval.Ticks: TimeSpan.TicksPerSecond } => _second,
        Bar { Interval.Ticks: TimeSpan.TicksPerMinute } => _minute,
        _ => null,
    };

    private static void WriteTrade(ref Utf8JsonText json, Trade trade)
    {
        json.Number(",\"p\":"u8, trade.Price);
        json.Number(",\"t\":"u8, (long?)MassiveTime.MillisecondsOf(trade.Time));
        json.Number(",\"s\":"u8, trade.Size);
        MassiveEncoder.WriteCodes(ref json, ",\"c\":["u8, trade.Conditions, from: 0);
        MassiveEncoder.WriteId(ref json, trade.Id);
        WriteExchange(ref json, trade.Exchange);
    }

    // The vendor names the sides a and b for currency pairs, and ap and bp with sizes for crypto currencies.
    private void WriteQuote(ref Utf8JsonText json, Quote quote)
    {
        if (_isForex)
        {
            WriteExchange(ref json, quote.BidExchange ?? quote.AskExchange);
            json.Number(",\"a\":"u8, quote.AskPrice);
            json.Number(",\"b\":"u8, quote.BidPrice);
            json.Number(",\"t\":"u8, (long?)MassiveTime.MillisecondsOf(quote.Time));
            return;
        }

        json.Number(",\"bp\":"u8, quote.BidPrice);
        json.Number(",\"bs\":"u8, quote.BidSize);
        json.Number(",\"ap\":"u8, quote.AskPrice);
        json.Number(",\"as\":"u8, quote.AskSize);
        json.Number(",\"t\":"u8, (long?)MassiveTime.MillisecondsOf(quote.Time));
        WriteExchange(ref json, quote.BidExchange ?? quote.AskExchange);
    }

    private static void WriteBar(ref Utf8JsonText json, Bar bar)
    {
        var start = MassiveTime.MillisecondsOf(bar.Time);
        json.Number(",\"v\":"u8, bar.Volume);
        json.Number(",\"vw\":"u8, bar.Vwap);
        json.Number(",\"o\":"u8, bar.Open);
        json.Number(",\"c\":"u8, bar.Close);
        json.Number(",\"h\":"u8, bar.High);
        json.Number(",\"l\":"u8, bar.Low);
        json.Number(",\"s\":"u8, (long?)start);
        json.Number(",\"e\":"u8, (long?)(start + (bar.Interval.Ticks / TimeSpan.TicksPerMillisecond)));
    }

    private static void WriteExchange(ref Utf8JsonText json, string? exchange)
    {
        if (MassiveCodes.TryGetNumber(exchange, out var number))
        {
            json.Number(",\"x\":"u8, (long?)number);
        }
    }

    private static byte[]? Opening(EndpointProfile endpoint, EventType type, string? kind) =>
        endpoint.Channels.FirstOrDefault(channel => channel.Carries(type, kind)) is { } channel
            ? Encoding.UTF8.GetBytes($"{{\"ev\":\"{channel.Name}\",\"{channel.SymbolField}\":")
            : null;

    private static int MaxLength(MarketEvent value) => MaxFixedLength + Utf8JsonText.MaxLength(value.Symbol)
        + (value is Trade trade ? (MaxConditionLength * trade.Conditions.Count) + (trade.Id.TryGetNumber(out _) ? 0 : Utf8JsonText.MaxLength(trade.Id.ToString())) : 0);
}
