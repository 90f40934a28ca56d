using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Reads <c>ticker</c>: best bid and ask of one symbol, without sizes.</summary>
internal sealed class HitBtcTickers(SymbolTable symbols)
{
    private static readonly MessageKind _kind = new("ticker", EventType.Quote);
    private readonly FirstTellings _tellings = new();

    /// <param name="json">At the start of the notification's <c>params</c>, known to be whole.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="found">Receives the quote, or one fault.</param>
    public void Decode(Utf8JsonReader json, Frame frame, DecodedFrame found)
    {
        string? symbol = null, wrong = null;
        Timestamp? time = null;
        decimal? bid = null, ask = null;
        while (json.NextField())
        {
            if (json.ValueTextEquals("symbol"u8))
            {
                symbol = json.TakeSymbol(symbols, ref wrong);
            }
            else if (json.ValueTextEquals("timestamp"u8))
            {
                time = json.TakeTime(ref wrong);
            }
            else if (json.ValueTextEquals("bid"u8))
            {
                bid = json.TakeDecimalOrNull(ref wrong);
            }
            else if (json.ValueTextEquals("ask"u8))
            {
                ask = json.TakeDecimalOrNull(ref wrong);
            }
            else
            {
                json.Skip();
            }
        }

        JsonFields.Require(symbol is not null, "symbol", JsonFields.Symbol, ref wrong);
        JsonFields.Require(time is not null, "timestamp", JsonFields.Time, ref wrong);

        // Asked before anything is refused: a ticker that cannot be read was still the one that is told on subscribe.
        var isFirst = symbol is not null && _tellings.IsFirst(frame.Connection, symbol);
        SourceContext source = new(frame, 0, frame.Bytes.Length);
        if (symbol is null)
        {
            found.Reject(frame, $"ticker : {wrong}");
            return;
        }

        if (wrong is not null)
        {
            found.AddUnusual(_kind.Unusual(symbol, time ?? frame.ReceivedAt, source, wrong, isFirst));
            return;
        }

        found.Add(
            new Quote
            {
                Symbol = symbol,
                Time = time!.Value,
                BidPrice = bid ?? 0,
                AskPrice = ask ?? 0,
                IsBackfill = isFirst,
                Source = source,
            },
            in _kind,
            hasSignedPrices: false);
    }
}
