using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Tells which market an event is of, so that clients of one market do not receive events of another.</summary>
internal static class FeedMarkets
{
    private const int MinOptionLength = 16; // one letter, six digits of the date, C or P, eight digits of the price

    /// <summary>True where a feed of this origin may have events of a market.</summary>
    /// <param name="origin">The feed's origin.</param>
    /// <param name="market">The market of an endpoint; <see cref="EndpointMarket.Any"/> for <c>/ws</c>, which has all.</param>
    public static bool MayHave(this FeedOrigin origin, EndpointMarket market) =>
        market == EndpointMarket.Any
        || origin.Market == EndpointMarket.Any
        || origin.Market == market
        || (origin.StandsInForStocks && market == EndpointMarket.Stocks);

    /// <summary>True where a feed of this origin may have events of a topic: of its market, and for a vendor's own messages of its dialect.</summary>
    public static bool MayHave(this FeedOrigin origin, TopicFilter topic) =>
        origin.MayHave(topic.Market) && (topic.Dialect is null || topic.Dialect == origin.Dialect);

    /// <summary>True where an event is of a market. Allocates nothing.</summary>
    /// <param name="market">The market of an endpoint.</param>
    /// <param name="value">The event.</param>
    /// <param name="origin">The origin of its feed; null where it came from no feed, and is of every market.</param>
    /// <remarks>
    /// The feed's address decides. Where it does not say the market, the vendor's kind of message and the shape of the symbol do: at Massive
    /// the prefixes <c>O:</c>, <c>I:</c>, <c>X:</c> and <c>C:</c> and the names of the channels of one market, at Alpaca a slash (crypto) and
    /// the shape of an option's symbol. What is left may be of stocks or of futures, and is served on both.
    /// </remarks>
    public static bool IsOf(EndpointMarket market, MarketEvent value, FeedOrigin? origin) =>
        origin is null
        || (origin.Market == EndpointMarket.Any ? IsOfByShape(market, value, origin.Dialect) : origin.MayHave(market));

    private static bool IsOfByShape(EndpointMarket market, MarketEvent value, string dialect)
    {
        var found = dialect == "massive" ? MassiveMarketOf(value) : AlpacaMarketOf(value);
        return market == found || (found == EndpointMarket.Any && market is EndpointMarket.Stocks or EndpointMarket.Futures);
    }

    private static EndpointMarket MassiveMarketOf(MarketEvent value)
    {
        var symbol = value.Symbol;
        if (symbol.Length > 2 && symbol[1] == ':')
        {
            return symbol[0] switch
            {
                'O' => EndpointMarket.Options,
                'I' => EndpointMarket.Indices,
                'X' => EndpointMarket.Crypto,
                'C' => EndpointMarket.Forex,
                _ => EndpointMarket.Any,
            };
        }

        return MarketOfChannel(MassiveOriginal.ChannelOf(value.Source.Original.Span));
    }

    private static EndpointMarket MarketOfChannel(ReadOnlySpan<byte> channel) =>
        channel.SequenceEqual("V"u8) ? EndpointMarket.Indices
        : channel.StartsWith("X"u8) ? EndpointMarket.Crypto
        : channel.StartsWith("C"u8) ? EndpointMarket.Forex
        : EndpointMarket.Any;

    private static EndpointMarket AlpacaMarketOf(MarketEvent value) =>
        value is VendorMessage { Channel: "news" } ? EndpointMarket.News
        : value.Symbol.Contains('/', StringComparison.Ordinal) ? EndpointMarket.Crypto
        : IsOption(value.Symbol) ? EndpointMarket.Options
        : EndpointMarket.Stocks;

    private static bool IsOption(string symbol) =>
        symbol.Length >= MinOptionLength
        && symbol[^9] is 'C' or 'P'
        && !symbol.AsSpan(symbol.Length - 8).ContainsAnyExceptInRange('0', '9')
        && !symbol.AsSpan(symbol.Length - 15, 6).ContainsAnyExceptInRange('0', '9');
}
