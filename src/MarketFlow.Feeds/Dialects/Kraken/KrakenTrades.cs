using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Reads <c>trade</c>: rows of price, volume, time, side, order type and more. A bad row costs its neighbours nothing.</summary>
/// <remarks>A frame with more than 1,000 bad rows is bad as a whole: or a few megabytes of noise would become millions of faults.</remarks>
internal static class KrakenTrades
{
    private const int MaxBadRows = 1_000;
    private static readonly MessageKind _kind = new("trade", EventType.Trade);

    /// <param name="rows">At the start of the data, known to be whole.</param>
    /// <param name="symbol">The pair.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="found">Receives a trade or a fault per row.</param>
    public static void Decode(Utf8JsonReader rows, string symbol, Frame frame, DecodedFrame found)
    {
        if (rows.TokenType != JsonTokenType.StartArray)
        {
            found.Reject(frame, $"trade {symbol}: the data is {rows.Describe()}; must be an array of rows.");
            return;
        }

        var number = 0;
        while (rows.Read() && rows.TokenType != JsonTokenType.EndArray)
        {
            number++;
            var row = rows;
            var start = (int)rows.TokenStartIndex;
            rows.Skip();
            var source = new SourceContext(frame, start, (int)rows.BytesConsumed - start);
            string? wrong = null;
            if (row.TokenType != JsonTokenType.StartArray)
            {
                found.AddFault(frame, source.Original, $"trade {symbol}, row {number}: it is {row.Describe()}; must be an array.");
            }
            else if (Read(row, symbol, source, ref wrong) is { } trade)
            {
                found.Add(trade, in _kind, hasSignedPrices: false);
            }
            else
            {
                found.AddUnusual(_kind.Unusual(symbol, frame.ReceivedAt, source, wrong!));
            }

            if (found.Faults.Count + found.Unusual > MaxBadRows)
            {
                found.Reject(frame, $"trade {symbol}: more than {MaxBadRows} rows are bad; the last is row {number}.");
                return;
            }
        }

        if (number == 0)
        {
            found.AddIgnored();
        }
    }

    private static Trade? Read(Utf8JsonReader row, string symbol, SourceContext source, ref string? wrong)
    {
        var price = row.TakeNumber("price", ref wrong);
        var volume = row.TakeNumber("volume", ref wrong);
        var time = row.TakeSeconds("time", ref wrong);
        return wrong is not null ? null : new()
        {
            Symbol = symbol,
            Time = time!.Value,
            Price = price!.Value,
            Size = volume!.Value,
            Exchange = "kraken",
            Source = source,
        };
    }
}
