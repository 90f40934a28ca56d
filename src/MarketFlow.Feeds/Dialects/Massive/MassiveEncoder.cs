using System.Buffers;

namespace MarketFlow.Feeds;

/// <summary>Writes events as elements of Massive's, without the array around them, for its clients that are fed from elsewhere.</summary>
/// <remarks>
/// Fields stand in the order of the vendor's samples, without white space; absent values are left out.
/// <list type="table">
/// <listheader><term>event</term><description>becomes; and what is lost</description></listheader>
/// <item><term><see cref="Trade"/></term><description>
/// <c>T</c>. Size in <c>s</c> where it is whole; else its whole part there and all of it in <c>ds</c>, for clients read <c>s</c> as an integer.
/// </description></item>
/// <item><term><see cref="Quote"/></term><description>
/// <c>Q</c>. The first condition is <c>c</c>, the others <c>i</c>. Sizes keep their fractions, which have no other field.
/// </description></item>
/// <item><term><see cref="Bar"/></term><description>
/// <c>A</c> of a second, <c>AM</c> of a minute; others: no word. <c>z</c> is volume by trades where both are told. Lost: revision.
/// </description></item>
/// <item><term><see cref="FairMarketValue"/></term><description><c>FMV</c>.</description></item>
/// <item><term><see cref="Status"/></term><description><c>LULD</c> where it tells limit bands; others: no word. Lost: words, count, range.</description></item>
/// <item><term><see cref="Detection"/>, <see cref="VendorMessage"/></term><description>No word: the latter is its own vendor's.</description></item>
/// </list>
/// Of all: exchanges that are letters of the tape become Massive's numbers; other exchanges, and conditions that are no whole numbers, are
/// lost. Each channel has one unit of time, the documented one, whatever the value: nanoseconds for <c>FMV</c>, milliseconds, rounded down,
/// for all others. <c>q</c> is the sequence of the source. Lost: whether it is backfill. Never written, because events do not hold them: tape, the day's volume,
/// open and average. An event about no symbol has no word.
/// Nothing is allocated, and nothing is remembered: an instance serves any number of threads.
/// </remarks>
public sealed class MassiveEncoder : IEventEncoder
{
    private const int MaxFixedLength = 512; // names and numbers of the widest element; its texts come on top
    private const int MaxConditionLength = 10;

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public bool TryWrite(MarketEvent value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(destination);
        if (value.Symbol.Length == 0 || !HasWordFor(value))
        {
            return false;
        }

        var json = new Utf8JsonText(destination.GetSpan(MaxLength(value)));
        Write(ref json, value);
        destination.Advance(json.Length);
        return true;
    }

    private static bool HasWordFor(MarketEvent value) => value switch
    {
        Trade or Quote or FairMarketValue => true,
        Bar bar => bar.Interval.Ticks is TimeSpan.TicksPerSecond or TimeSpan.TicksPerMinute,
        Status status => status.Kind == MassiveDialect.LimitBandKind,
        _ => false,
    };

    private static void Write(ref Utf8JsonText json, MarketEvent value)
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
                json.Number("{\"ev\":\"FMV\",\"fmv\":"u8, fairValue.Price);
                json.Text(",\"sym\":"u8, fairValue.Symbol);
                json.Number(",\"t\":"u8, (long?)fairValue.Time.UnixNanoseconds);
                break;
            default:
                WriteLimitBand(ref json, (Status)value);
                break;
        }

        json.Literal("}"u8);
    }

    private static void WriteTrade(ref Utf8JsonText json, Trade trade)
    {
        var whole = decimal.Truncate(trade.Size);
        json.Text("{\"ev\":\"T\",\"sym\":"u8, trade.Symbol);
        WriteExchange(ref json, ",\"x\":"u8, trade.Exchange);
        WriteId(ref json, trade.Id);
        json.Number(",\"p\":"u8, trade.Price);
        json.Number(",\"s\":"u8, whole);
        WriteCodes(ref json, ",\"c\":["u8, trade.Conditions, from: 0);
        json.Number(",\"t\":"u8, (long?)MassiveTime.MillisecondsOf(trade.Time));
        json.Number(",\"q\":"u8, trade.Source.Sequence);
        if (whole != trade.Size)
        {
            json.Number(",\"ds\":\""u8, trade.Size);
            json.Literal("\""u8);
        }
    }

    private static void WriteQuote(ref Utf8JsonText json, Quote quote)
    {
        json.Text("{\"ev\":\"Q\",\"sym\":"u8, quote.Symbol);
        WriteExchange(ref json, ",\"bx\":"u8, quote.BidExchange);
        json.Number(",\"bp\":"u8, quote.BidPrice);
        json.Number(",\"bs\":"u8, quote.BidSize);
        WriteExchange(ref json, ",\"ax\":"u8, quote.AskExchange);
        json.Number(",\"ap\":"u8, quote.AskPrice);
        json.Number(",\"as\":"u8, quote.AskSize);
        if (quote.Conditions.Count > 0 && MassiveCodes.TryGetNumber(quote.Conditions[0], out var condition))
        {
            json.Number(",\"c\":"u8, (long?)condition);
        }

        WriteCodes(ref json, ",\"i\":["u8, quote.Conditions, from: 1);
        json.Number(",\"t\":"u8, (long?)MassiveTime.MillisecondsOf(quote.Time));
        json.Number(",\"q\":"u8, quote.Source.Sequence);
    }

    private static void WriteBar(ref Utf8JsonText json, Bar bar)
    {
        var start = MassiveTime.MillisecondsOf(bar.Time);
        json.Literal(bar.Interval.Ticks == TimeSpan.TicksPerMinute ? "{\"ev\":\"AM\",\"sym\":"u8 : "{\"ev\":\"A\",\"sym\":"u8);
        json.Text(bar.Symbol);
        json.Number(",\"v\":"u8, bar.Volume);
        json.Number(",\"vw\":"u8, bar.Vwap);
        json.Number(",\"o\":"u8, bar.Open);
        json.Number(",\"c\":"u8, bar.Close);
        json.Number(",\"h\":"u8, bar.High);
        json.Number(",\"l\":"u8, bar.Low);
        json.Number(",\"z\":"u8, bar.Trades > 0 ? decimal.Truncate(bar.Volume / bar.Trades.Value) : (decimal?)null);
        json.Number(",\"s\":"u8, (long?)start);
        json.Number(",\"e\":"u8, (long?)(start + (bar.Interval.Ticks / TimeSpan.TicksPerMillisecond)));
    }

    private static void WriteLimitBand(ref Utf8JsonText json, Status status)
    {
        json.Text("{\"ev\":\"LULD\",\"T\":"u8, status.Symbol);
        json.Number(",\"h\":"u8, status.LimitUp);
        json.Number(",\"l\":"u8, status.LimitDown);
        WriteCodes(ref json, ",\"i\":["u8, status.Conditions, from: 0);
        json.Number(",\"t\":"u8, (long?)MassiveTime.MillisecondsOf(status.Time));
        json.Number(",\"q\":"u8, status.Source.Sequence);
    }

    private static void WriteExchange(ref Utf8JsonText json, ReadOnlySpan<byte> name, string? exchange)
    {
        if (MassiveCodes.TryGetExchange(exchange, out var number))
        {
            json.Number(name, (long?)number);
        }
    }

    internal static void WriteId(ref Utf8JsonText json, TradeId id)
    {
        if (id.TryGetNumber(out var number))
        {
            json.Number(",\"i\":\""u8, (long?)number);
            json.Literal("\""u8);
        }
        else if (!id.IsNone)
        {
            json.Text(",\"i\":"u8, id.ToString());
        }
    }

    internal static void WriteCodes(ref Utf8JsonText json, ReadOnlySpan<byte> opening, IReadOnlyList<string> codes, int from)
    {
        var written = 0;
        for (var i = from; i < codes.Count; i++)
        {
            if (MassiveCodes.TryGetNumber(codes[i], out var number))
            {
                json.Number(written++ == 0 ? opening : ","u8, (long?)number);
            }
        }

        json.Literal(written == 0 ? default : "]"u8);
    }

    private static int MaxLength(MarketEvent value) => MaxFixedLength + Utf8JsonText.MaxLength(value.Symbol) + value switch
    {
        Trade trade => (MaxConditionLength * trade.Conditions.Count) + (trade.Id.TryGetNumber(out _) ? 0 : Utf8JsonText.MaxLength(trade.Id.ToString())),
        Quote quote => MaxConditionLength * quote.Conditions.Count,
        Status status => MaxConditionLength * status.Conditions.Count,
        _ => 0,
    };
}
