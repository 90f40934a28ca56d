using System.Buffers.Text;
using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Reads the notifications that hold rows of one symbol: trades and candles. A bad row costs its neighbours nothing.</summary>
/// <remarks>A frame with more than 1,000 bad rows is bad as a whole: or a few megabytes of noise would become millions of faults.</remarks>
internal sealed class HitBtcRows(SymbolTable symbols)
{
    private const int MaxBadRows = 1_000;
    private static readonly MessageKind _trades = new("trades", EventType.Trade);
    private static readonly MessageKind _candles = new("candles", EventType.Bar);
    private const string Period = "M, H or D and a number, such as M1";

    /// <param name="method">Which notification.</param>
    /// <param name="json">At the start of its <c>params</c>, known to be whole.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="found">Receives a trade, a bar or a fault per row.</param>
    public void Decode(HitBtcMethod method, Utf8JsonReader json, Frame frame, DecodedFrame found)
    {
        string? symbol = null, wrong = null;
        TimeSpan? period = null;
        Utf8JsonReader rows = default;
        while (json.NextField())
        {
            if (json.ValueTextEquals("symbol"u8))
            {
                symbol = json.TakeSymbol(symbols, ref wrong);
            }
            else if (json.ValueTextEquals("data"u8))
            {
                rows = json.TakeAside();
            }
            else if (method.IsCandles() && json.ValueTextEquals("period"u8))
            {
                period = TakePeriod(ref json, ref wrong);
            }
            else
            {
                json.Skip();
            }
        }

        JsonFields.Require(symbol is not null, "symbol", JsonFields.Symbol, ref wrong);
        JsonFields.Require(period is not null || !method.IsCandles(), "period", Period, ref wrong);
        wrong ??= rows.TokenType == JsonTokenType.StartArray ? null : $"data is {rows.Describe()}; must be an array of rows.";
        if (wrong is not null)
        {
            found.Reject(frame, $"{method.Name()} {symbol}: {wrong}");
            return;
        }

        ref readonly var kind = ref method.IsCandles() ? ref _candles : ref _trades;
        var number = 0;
        while (rows.Read() && rows.TokenType != JsonTokenType.EndArray)
        {
            number++;
            var start = (int)rows.TokenStartIndex;
            var fields = rows;
            rows.Skip();
            var row = new HitBtcRow(frame, start, (int)rows.BytesConsumed - start, symbol!, method.IsSnapshot());
            var read = fields.TokenType != JsonTokenType.StartObject ? null
                : period is { } interval ? (MarketEvent?)row.ToBar(fields, interval, ref wrong) : row.ToTrade(fields, ref wrong);
            if (read is not null)
            {
                found.Add(read, in kind, hasSignedPrices: false);
            }
            else if (wrong is not null)
            {
                found.AddUnusual(kind.Unusual(symbol!, frame.ReceivedAt, row.Source, wrong, method.IsSnapshot()));
                wrong = null;
            }
            else
            {
                found.AddFault(frame, row.Original, $"{method.Name()} {symbol}, row {number}: it is {fields.Describe()}; must be an object.");
            }

            if (found.Faults.Count + found.Unusual > MaxBadRows)
            {
                found.Reject(frame, $"{method.Name()} {symbol}: more than {MaxBadRows} rows are bad; the last is row {number}.");
                return;
            }
        }

        if (number == 0)
        {
            found.AddIgnored();
        }
    }

    private static TimeSpan? TakePeriod(ref Utf8JsonReader json, ref string? wrong)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String && !json.ValueIsEscaped && PeriodOf(json.ValueSpan) is { } period)
        {
            return period;
        }

        wrong ??= $"period is {json.Describe()}; must be {Period}.";
        json.Skip();
        return null;
    }

    // A month (1M) has no length of its own, so it is none of these.
    private static TimeSpan? PeriodOf(ReadOnlySpan<byte> text) =>
        text.Length is < 2 or > 4 || !Utf8Parser.TryParse(text[1..], out uint count, out var read) || read != text.Length - 1 || count == 0
            ? null
            : text[0] switch
            {
                (byte)'M' => TimeSpan.FromMinutes(count),
                (byte)'H' => TimeSpan.FromHours(count),
                (byte)'D' => TimeSpan.FromDays(count),
                _ => null,
            };
}
