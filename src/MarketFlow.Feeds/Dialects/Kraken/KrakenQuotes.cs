using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Reads <c>ticker</c> and <c>spread</c>: best bid and ask of one pair.</summary>
internal sealed class KrakenQuotes
{
    private const string Side = "an array of price, whole lots and lots";
    private static readonly MessageKind _ticker = new("ticker", EventType.Quote);
    private static readonly MessageKind _spread = new("spread", EventType.Quote);
    private readonly FirstTellings _tickers = new();
    private readonly FirstTellings _spreads = new();

    /// <param name="ticker">At the start of the data, known to be whole.</param>
    /// <param name="symbol">The pair.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="found">Receives the quote, at the time of receipt, or one fault.</param>
    public void DecodeTicker(Utf8JsonReader ticker, string symbol, Frame frame, DecodedFrame found)
    {
        // Asked before anything is refused: a ticker that cannot be read was still the one that is told on subscribe.
        var isFirst = _tickers.IsFirst(frame.Connection, symbol);
        if (ticker.TokenType != JsonTokenType.StartObject)
        {
            found.Reject(frame, $"ticker {symbol}: the data is {ticker.Describe()}; must be an object.");
            return;
        }

        string? wrong = null;
        (decimal? Price, decimal? Size) ask = default, bid = default;
        while (ticker.NextField())
        {
            if (ticker.ValueTextEquals("a"u8))
            {
                ask = TakeSide(ref ticker, "a", ref wrong);
            }
            else if (ticker.ValueTextEquals("b"u8))
            {
                bid = TakeSide(ref ticker, "b", ref wrong);
            }
            else
            {
                ticker.Skip();
            }
        }

        JsonFields.Require(ask.Price is not null || bid.Price is not null, "a", Side, ref wrong); // one side may be left out
        Add(_ticker, symbol, (frame.ReceivedAt, bid, ask), isFirst, wrong, frame, found);
    }

    /// <param name="spread">At the start of the data, known to be whole.</param>
    /// <param name="symbol">The pair.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="found">Receives the quote, or one fault.</param>
    public void DecodeSpread(Utf8JsonReader spread, string symbol, Frame frame, DecodedFrame found)
    {
        var isFirst = _spreads.IsFirst(frame.Connection, symbol);
        if (spread.TokenType != JsonTokenType.StartArray)
        {
            found.Reject(frame, $"spread {symbol}: the data is {spread.Describe()}; must be an array.");
            return;
        }

        string? wrong = null;
        var bid = spread.TakeNumber("bid", ref wrong);
        var ask = spread.TakeNumber("ask", ref wrong);
        var time = spread.TakeSeconds("timestamp", ref wrong);
        var bidSize = spread.TakeNumber("bidVolume", ref wrong);
        var askSize = spread.TakeNumber("askVolume", ref wrong);
        Add(_spread, symbol, (time ?? frame.ReceivedAt, (bid, bidSize), (ask, askSize)), isFirst, wrong, frame, found);
    }

    // The price, then the lots rounded to whole ones, then the lots as they are.
    private static (decimal? Price, decimal? Size) TakeSide(ref Utf8JsonReader ticker, string name, ref string? wrong)
    {
        var side = ticker.TakeAside();
        if (side.TokenType != JsonTokenType.StartArray)
        {
            wrong ??= $"{name} is {side.Describe()}; must be {Side}.";
            return default;
        }

        var price = side.TakeNumber(name, ref wrong);
        side.SkipElement();
        return (price, side.TakeNumber(name, ref wrong));
    }

    private static void Add(
        in MessageKind kind, string symbol, (Timestamp Time, (decimal? Price, decimal? Size) Bid, (decimal? Price, decimal? Size) Ask) read,
        bool isFirst, string? wrong, Frame frame, DecodedFrame found)
    {
        SourceContext source = new(frame, 0, frame.Bytes.Length);
        if (wrong is not null)
        {
            found.AddUnusual(kind.Unusual(symbol, read.Time, source, wrong, isFirst));
            return;
        }

        found.Add(
            new Quote
            {
                Symbol = symbol,
                Time = read.Time,
                BidPrice = read.Bid.Price ?? 0,
                BidSize = read.Bid.Size,
                AskPrice = read.Ask.Price ?? 0,
                AskSize = read.Ask.Size,
                IsBackfill = isFirst,
                Source = source,
            },
            in kind,
            hasSignedPrices: false);
    }
}
