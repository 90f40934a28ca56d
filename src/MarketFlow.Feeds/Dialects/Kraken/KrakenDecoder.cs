using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Reads Kraken's messages: data in arrays, told apart by the name of their channel, and the rest in objects, told apart by <c>event</c>.</summary>
internal sealed class KrakenDecoder : JsonFrameDecoder
{
    private readonly SymbolTable _symbols = new();
    private readonly KrakenCandles _candles = new();
    private readonly KrakenQuotes _quotes = new();

    protected override bool MayBeArray => true;

    protected override void DecodeMessage(Utf8JsonReader json, Frame frame, DecodedFrame found)
    {
        if (json.TokenType == JsonTokenType.StartObject)
        {
            var message = json;
            json.Skip();
            if (IsAtEnd(ref json))
            {
                KrakenEvents.Decode(message, frame, found);
            }

            return;
        }

        // [channel id, data, …, name of the channel, pair]: a book has two elements of data at times.
        Utf8JsonReader data = default, name = default, pair = default;
        var count = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            count++;
            name = pair;
            pair = json;
            data = count == 2 ? json : data;
            json.Skip();
        }

        if (!IsAtEnd(ref json))
        {
            return;
        }

        if (count < 4 || name.TokenType != JsonTokenType.String || pair.TokenType != JsonTokenType.String)
        {
            found.Reject(frame, $"The array has {count} elements, the last but one is {name.Describe()}; must be a channel's id, its data, its name and a pair.");
        }
        else if (pair.Text() is not { Length: > 0 and <= JsonFields.MaxSymbolLength } symbol)
        {
            found.Reject(frame, $"The pair is {pair.Describe()}; must be {JsonFields.Symbol}.");
        }
        else
        {
            DecodeData(name.Text(), data, _symbols.Intern(symbol), frame, found);
        }
    }

    private void DecodeData(ReadOnlySpan<byte> channel, Utf8JsonReader data, string symbol, Frame frame, DecodedFrame found)
    {
        if (channel.StartsWith("book"u8))
        {
            found.AddIgnored();
        }
        else if (channel.SequenceEqual("trade"u8))
        {
            KrakenTrades.Decode(data, symbol, frame, found);
        }
        else if (channel.SequenceEqual("ticker"u8))
        {
            _quotes.DecodeTicker(data, symbol, frame, found);
        }
        else if (channel.SequenceEqual("spread"u8))
        {
            _quotes.DecodeSpread(data, symbol, frame, found);
        }
        else if (channel.StartsWith("ohlc-"u8))
        {
            _candles.Decode(channel["ohlc-"u8.Length..], data, symbol, frame, found);
        }
        else
        {
            found.Reject(frame, $"Channel \"{JsonFields.Excerpt(channel)}\" is not known.");
        }
    }
}
