using System.Buffers;

namespace MarketFlow.Feeds;

/// <summary>Writes events as Alpaca's messages, in MessagePack.</summary>
/// <remarks>
/// What becomes what, and what is lost, is the table of <see cref="AlpacaJsonEncoder"/>. <c>T</c> is the first key of every map, as the
/// clients in Go require, and times are extension -1. Prices are floats of 64 bits, in which 15 digits survive; sizes, volumes and
/// counts are whole numbers where they are whole, and floats where they are not. Zeros at the end of a price are lost.
/// </remarks>
/// <param name="hasTextConditions">
/// True for endpoints of options, where the conditions are one text, several joined by commas; by default they are a list.
/// </param>
public sealed class AlpacaMessagePackEncoder(bool hasTextConditions = false) : IEventEncoder
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public bool TryWrite(MarketEvent value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(destination);
        var map = new AlpacaMapWriter(destination);
        switch (value)
        {
            case Trade trade:
                Write(trade, map);
                return true;
            case Quote quote:
                Write(quote, map);
                return true;
            case Bar bar when AlpacaShape.TypeOf(bar) is { } type:
                Write(bar, type, map);
                return true;
            case Status status when AlpacaOriginal.TryWrite(status, AlpacaEncoding.MessagePack, destination):
                return true;
            case Status status when AlpacaShape.IsTradingStatus(status):
                Write(status, map);
                return true;
            case Status status when AlpacaShape.IsLimitBand(status):
                WriteLimits(status, map);
                return true;
            default:
                return false;
        }
    }

    private void Write(Trade trade, AlpacaMapWriter map)
    {
        map.Begin("t"u8, 6 + (trade.Id.IsNone ? 0 : 1) + (trade.Exchange is null ? 0 : 1) + (trade.Tape == ConsolidatedTape.None ? 0 : 1), trade.Symbol);
        if (!trade.Id.IsNone)
        {
            map.Integer("i"u8, AlpacaShape.NumberOf(trade.Id));
        }

        map.TextOrNothing("x"u8, trade.Exchange);
        map.Price("p"u8, trade.Price);
        map.Amount("s"u8, trade.Size);
        WriteConditions(trade.Conditions, map);
        map.TextOrNothing("z"u8, AlpacaShape.LetterOf(trade.Tape));
        map.Time("t"u8, trade.Time);
    }

    private void Write(Quote quote, AlpacaMapWriter map)
    {
        map.Begin("q"u8, 8 + (quote.AskExchange is null ? 0 : 1) + (quote.BidExchange is null ? 0 : 1), quote.Symbol);
        map.TextOrNothing("ax"u8, quote.AskExchange);
        map.Price("ap"u8, quote.AskPrice);
        map.Amount("as"u8, quote.AskSize ?? 0);
        map.TextOrNothing("bx"u8, quote.BidExchange);
        map.Price("bp"u8, quote.BidPrice);
        map.Amount("bs"u8, quote.BidSize ?? 0);
        WriteConditions(quote.Conditions, map);
        map.Time("t"u8, quote.Time);
    }

    private void WriteConditions(IReadOnlyList<string> conditions, AlpacaMapWriter map)
    {
        if (hasTextConditions)
        {
            map.TextOrNothing("c"u8, AlpacaShape.TextOf(conditions));
        }
        else
        {
            map.Texts("c"u8, conditions);
        }
    }

    private static void Write(Bar bar, string type, AlpacaMapWriter map)
    {
        map.Begin([(byte)type[0]], 8 + (bar.Trades is null ? 0 : 1) + (bar.Vwap is null ? 0 : 1), bar.Symbol);
        map.Price("o"u8, bar.Open);
        map.Price("h"u8, bar.High);
        map.Price("l"u8, bar.Low);
        map.Price("c"u8, bar.Close);
        map.Amount("v"u8, bar.Volume);
        if (bar.Trades is { } trades)
        {
            map.Integer("n"u8, trades);
        }

        if (bar.Vwap is { } vwap)
        {
            map.Price("vw"u8, vwap);
        }

        map.Time("t"u8, bar.Time);
    }

    private static void WriteLimits(Status status, AlpacaMapWriter map)
    {
        map.Begin("l"u8, 6, status.Symbol);
        map.Price("u"u8, status.LimitUp!.Value);
        map.Price("d"u8, status.LimitDown!.Value);
        map.TextOrNothing("i"u8, AlpacaShape.IndicatorOf(status));
        map.Time("t"u8, status.Time);
    }

    private static void Write(Status status, AlpacaMapWriter map)
    {
        map.Begin("s"u8, 7, status.Symbol);
        map.TextOrNothing("sc"u8, AlpacaShape.CodeOf(status));
        map.TextOrNothing("sm"u8, status.Message ?? string.Empty);
        map.TextOrNothing("rc"u8, string.Empty);
        map.TextOrNothing("rm"u8, string.Empty);
        map.Time("t"u8, status.Time);
    }
}
