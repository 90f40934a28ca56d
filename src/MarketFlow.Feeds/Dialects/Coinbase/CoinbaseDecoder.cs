using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Reads Coinbase's messages, one object each, told apart by <c>type</c>.</summary>
internal sealed class CoinbaseDecoder : JsonFrameDecoder
{
    private static readonly MessageKind _match = new("matches", EventType.Trade);
    private static readonly MessageKind _tickerTrade = new("ticker", EventType.Trade);
    private static readonly MessageKind _tickerQuote = new("ticker", EventType.Quote);
    private readonly SymbolTable _symbols = new();
    private readonly FirstTellings _tickers = new();

    protected override void DecodeMessage(Utf8JsonReader json, Frame frame, DecodedFrame found)
    {
        var message = json;
        Utf8JsonReader type = default;
        while (json.NextField())
        {
            if (json.ValueTextEquals("type"u8))
            {
                type = json.TakeAside();
            }
            else
            {
                json.Skip();
            }
        }

        if (!IsAtEnd(ref json))
        {
            return;
        }

        if (type.TokenType != JsonTokenType.String)
        {
            found.Reject(frame, $"type is {type.Describe()}; must name the message.");
        }
        else if (type.ValueTextEquals("ticker"u8))
        {
            DecodeTicker(message, frame, found);
        }
        else if (type.ValueTextEquals("match"u8))
        {
            DecodeMatch(message, "match", isBackfill: false, frame, found);
        }
        else if (type.ValueTextEquals("last_match"u8))
        {
            DecodeMatch(message, "last_match", isBackfill: true, frame, found);
        }
        else if (type.ValueTextEquals("error"u8))
        {
            found.Reject(frame, DescribeError(message));
        }
        else if (IsNotCarried(ref type))
        {
            found.AddIgnored();
        }
        else
        {
            found.Reject(frame, $"Type {type.Describe()} is not known.");
        }
    }

    private void DecodeMatch(Utf8JsonReader json, string type, bool isBackfill, Frame frame, DecodedFrame found)
    {
        string? wrong = null, ignored = null;
        var fields = CoinbaseFields.Read(ref json, "size"u8, _symbols, ref wrong, ref ignored);
        if (fields.Symbol is null)
        {
            fields.RequireTrade("size", ref wrong);
            found.Reject(frame, $"{type} : {wrong}");
            return;
        }

        AddTrade(fields, "size", _match, wrong, isBackfill, frame, found);
    }

    private void DecodeTicker(Utf8JsonReader json, Frame frame, DecodedFrame found)
    {
        string? wrongTrade = null, wrongQuote = null;
        var fields = CoinbaseFields.Read(ref json, "last_size"u8, _symbols, ref wrongTrade, ref wrongQuote);
        if (fields.Symbol is not { } symbol)
        {
            fields.RequireTrade("last_size", ref wrongTrade);
            found.Reject(frame, $"ticker : {wrongTrade}");
            return;
        }

        // Asked before anything is refused: a ticker that cannot be read was still the one that is told on subscribe.
        var isFirst = _tickers.IsFirst(frame.Connection, symbol);
        var hasTrade = AddTrade(fields, "last_size", _tickerTrade, wrongTrade, isFirst, frame, found);
        if (wrongQuote is null)
        {
            found.Add(fields.ToQuote(frame, isFirst), in _tickerQuote, hasSignedPrices: false);
        }
        else if (hasTrade)
        {
            found.AddUnusual(_tickerQuote.Unusual(symbol, fields.TimeIn(frame), fields.SourceIn(frame), wrongQuote, isFirst));
        }
    }

    private static bool AddTrade(
        CoinbaseFields fields, string sizeName, in MessageKind kind, string? wrong, bool isBackfill, Frame frame, DecodedFrame found)
    {
        fields.RequireTrade(sizeName, ref wrong);
        if (wrong is null)
        {
            found.Add(fields.ToTrade(frame, isBackfill), in kind, hasSignedPrices: false);
            return true;
        }

        found.AddUnusual(kind.Unusual(fields.Symbol!, fields.TimeIn(frame), fields.SourceIn(frame), wrong, isBackfill));
        return false;
    }

    // The last five belong to the channel of single orders, which MarketFlow does not ask for.
    private static bool IsNotCarried(ref Utf8JsonReader type) =>
        type.ValueTextEquals("l2update"u8) || type.ValueTextEquals("heartbeat"u8) || type.ValueTextEquals("subscriptions"u8)
        || type.ValueTextEquals("snapshot"u8) || type.ValueTextEquals("status"u8)
        || type.ValueTextEquals("received"u8) || type.ValueTextEquals("open"u8) || type.ValueTextEquals("done"u8)
        || type.ValueTextEquals("change"u8) || type.ValueTextEquals("activate"u8);

    private static string DescribeError(Utf8JsonReader json)
    {
        string? message = null, reason = null;
        while (json.NextField())
        {
            if (json.ValueTextEquals("message"u8))
            {
                message = json.TakeText();
            }
            else if (json.ValueTextEquals("reason"u8))
            {
                reason = json.TakeText();
            }
            else
            {
                json.Skip();
            }
        }

        return $"The venue answered with an error: {message}. {reason}".TrimEnd();
    }
}
