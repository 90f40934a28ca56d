using System.Buffers;

namespace MarketFlow.Feeds;

/// <summary>Writes events as Alpaca's messages, in JSON.</summary>
/// <remarks>
/// One message per event, without the array around it: whoever sends puts messages into one array per frame. Nothing is allocated for
/// trades, quotes and bars, and nothing is remembered.
/// <list type="table">
/// <listheader><term>event</term><description>becomes</description></listheader>
/// <item><term>trade</term><description><c>t</c>. An id that is no whole number of 64 bits becomes a hash of 53 bits (Alpaca's ids are whole numbers, and 0 for all would make one trade of them); a trade without id has no <c>i</c>.</description></item>
/// <item><term>quote</term><description><c>q</c>. A size that the source does not tell becomes 0, for clients require one.</description></item>
/// <item><term>bar of one minute</term><description><c>b</c> as revision 0, <c>u</c> as any later one.</description></item>
/// <item><term>bar of one day</term><description><c>d</c>.</description></item>
/// <item><term>status that came from Alpaca</term><description>its own message once more, <c>c</c>, <c>x</c>, <c>l</c> or <c>s</c>, with every field it had.</description></item>
/// <item><term>status of kind <c>halt</c> or <c>status</c> from elsewhere</term><description><c>s</c>: code <c>H</c> or none, the words as <c>sm</c>.</description></item>
/// <item><term>limit bands (status of kind <c>luld</c>) from elsewhere</term><description><c>l</c>: the first condition as the indicator; none where one of the bands is not told.</description></item>
/// <item><term>anything else</term><description>nothing: bars of other intervals, fair market values, detections, gaps and other news of MarketFlow's own.</description></item>
/// </list>
/// Lost: the tape (<c>z</c>) of quotes, the reporting facility, the sequence, the backfill mark, and the meaning of codes: another vendor's codes of exchanges and conditions
/// are passed on as they are.
/// </remarks>
/// <param name="hasTextConditions">
/// True for endpoints of options, where the conditions are one text, several joined by commas; by default they are a list.
/// </param>
public sealed class AlpacaJsonEncoder(bool hasTextConditions = false) : IEventEncoder
{
    private const int MaxFixedLength = 512; // names, numbers and the time of the widest message; its texts come on top

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public bool TryWrite(MarketEvent value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(destination);
        return value switch
        {
            Trade trade => Write(trade, destination),
            Quote quote => Write(quote, destination),
            Bar bar => AlpacaShape.TypeOf(bar) is { } type && Write(bar, type, destination),
            Status status => AlpacaOriginal.TryWrite(status, AlpacaEncoding.Json, destination)
                || (AlpacaShape.IsTradingStatus(status) && Write(status, destination))
                || (AlpacaShape.IsLimitBand(status) && WriteLimits(status, destination)),
            _ => false,
        };
    }

    private bool Write(Trade trade, IBufferWriter<byte> destination)
    {
        var json = Begin("t", trade, Utf8JsonText.MaxLength(trade.Exchange) + Utf8JsonText.MaxLength(trade.Conditions), destination);
        json.Number(",\"i\":"u8, trade.Id.IsNone ? null : (long?)AlpacaShape.NumberOf(trade.Id));
        json.Text(",\"x\":"u8, trade.Exchange);
        json.Number(",\"p\":"u8, trade.Price);
        json.Number(",\"s\":"u8, trade.Size);
        WriteConditions(ref json, trade.Conditions);
        json.Text(",\"z\":"u8, AlpacaShape.LetterOf(trade.Tape));
        return End(ref json, trade, destination);
    }

    private bool Write(Quote quote, IBufferWriter<byte> destination)
    {
        var texts = Utf8JsonText.MaxLength(quote.BidExchange) + Utf8JsonText.MaxLength(quote.AskExchange) + Utf8JsonText.MaxLength(quote.Conditions);
        var json = Begin("q", quote, texts, destination);
        json.Text(",\"ax\":"u8, quote.AskExchange);
        json.Number(",\"ap\":"u8, quote.AskPrice);
        json.Number(",\"as\":"u8, quote.AskSize ?? 0);
        json.Text(",\"bx\":"u8, quote.BidExchange);
        json.Number(",\"bp\":"u8, quote.BidPrice);
        json.Number(",\"bs\":"u8, quote.BidSize ?? 0);
        WriteConditions(ref json, quote.Conditions);
        return End(ref json, quote, destination);
    }

    private static bool Write(Bar bar, string type, IBufferWriter<byte> destination)
    {
        var json = Begin(type, bar, textsLength: 0, destination);
        json.Number(",\"o\":"u8, bar.Open);
        json.Number(",\"h\":"u8, bar.High);
        json.Number(",\"l\":"u8, bar.Low);
        json.Number(",\"c\":"u8, bar.Close);
        json.Number(",\"v\":"u8, bar.Volume);
        json.Number(",\"n\":"u8, bar.Trades);
        json.Number(",\"vw\":"u8, bar.Vwap);
        return End(ref json, bar, destination);
    }

    private static bool Write(Status status, IBufferWriter<byte> destination)
    {
        var json = Begin("s", status, Utf8JsonText.MaxLength(status.Message), destination);
        json.Text(",\"sc\":"u8, AlpacaShape.CodeOf(status));
        json.Text(",\"sm\":"u8, status.Message ?? string.Empty);
        json.Literal(",\"rc\":\"\",\"rm\":\"\""u8);
        return End(ref json, status, destination);
    }

    private static bool WriteLimits(Status status, IBufferWriter<byte> destination)
    {
        var indicator = AlpacaShape.IndicatorOf(status);
        var json = Begin("l", status, Utf8JsonText.MaxLength(indicator), destination);
        json.Number(",\"u\":"u8, status.LimitUp!.Value);
        json.Number(",\"d\":"u8, status.LimitDown!.Value);
        json.Text(",\"i\":"u8, indicator);
        return End(ref json, status, destination);
    }

    private static Utf8JsonText Begin(string type, MarketEvent value, int textsLength, IBufferWriter<byte> destination)
    {
        var json = new Utf8JsonText(destination.GetSpan(MaxFixedLength + Utf8JsonText.MaxLength(value.Symbol) + textsLength));
        json.Text("{\"T\":"u8, type);
        json.Text(",\"S\":"u8, value.Symbol);
        return json;
    }

    private static bool End(ref Utf8JsonText json, MarketEvent value, IBufferWriter<byte> destination)
    {
        json.Time(",\"t\":"u8, value.Time);
        json.Literal("}"u8);
        destination.Advance(json.Length);
        return true;
    }

    private void WriteConditions(ref Utf8JsonText json, IReadOnlyList<string> conditions)
    {
        if (hasTextConditions)
        {
            json.Text(",\"c\":"u8, AlpacaShape.TextOf(conditions));
            return;
        }

        json.Literal(",\"c\":["u8);
        for (var i = 0; i < conditions.Count; i++)
        {
            json.Literal(i == 0 ? default : ","u8);
            json.Text(conditions[i]);
        }

        json.Literal("]"u8);
    }
}
