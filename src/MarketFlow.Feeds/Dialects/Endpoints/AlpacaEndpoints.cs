namespace MarketFlow.Feeds;

/// <summary>The endpoints of Alpaca: feeds of stocks, options, crypto currencies and news.</summary>
internal static class AlpacaEndpoints
{
    public const string Dialect = "alpaca";

    private static readonly TimeSpan _delay = TimeSpan.FromMinutes(15);
    private static readonly EndpointChannel _trades = List("trades", "t", new ChannelContent(EventType.Trade));
    private static readonly EndpointChannel _quotes = List("quotes", "q", new ChannelContent(EventType.Quote));

    private static readonly EndpointChannel[] _bars =
    [
        List("bars", "b", new ChannelContent(EventType.Bar, "1m")),
        List("updatedBars", "u", new ChannelContent(EventType.Bar, "1m revised")),
        List("dailyBars", "d", new ChannelContent(EventType.Bar, "1d"), new ChannelContent(EventType.Bar, "1d revised")),
    ];

    private static readonly EndpointChannel[] _stockLists =
    [
        _trades, _quotes, .. _bars,
        List("statuses", "s", new ChannelContent(EventType.Status, "halt"), new ChannelContent(EventType.Status, "status")),
        List("lulds", "l", new ChannelContent(EventType.Status, MassiveDialect.LimitBandKind)),
        Other("imbalances", "i", "S"),
        List("corrections", "c", new ChannelContent(EventType.Status, "correction")) with { Follows = "trades" },
        List("cancelErrors", "x", new ChannelContent(EventType.Status, "cancel")) with { Follows = "trades" },
    ];

    public static IReadOnlyList<EndpointProfile> All { get; } =
    [
        Stocks("sip"),
        Stocks("iex"),
        Stocks("delayed_sip") with { Delay = _delay },
        Stocks("boats") with { Hours = EndpointHours.Never },
        Stocks("overnight") with { Hours = EndpointHours.Never },
        Stocks("test") with { Hours = EndpointHours.Always },
        Options("opra"),
        Options("indicative"),
        new()
        {
            Dialect = Dialect,
            Name = "crypto",
            Market = EndpointMarket.Crypto,
            Paths = ["/v1beta3/crypto/us", "/v1beta3/crypto/us-1", "/v1beta3/crypto/kraken", "/v1beta2/crypto"],
            Channels = [_trades, _quotes, .. _bars, Other("orderbooks", "o", "S")],
            DefaultChannels = ["trades", "quotes", "bars", "updatedBars", "dailyBars"],
            Encodings = EndpointEncodings.Json | EndpointEncodings.MessagePack,
            Hours = EndpointHours.Always,
        },
        new()
        {
            Dialect = Dialect,
            Name = "news",
            Market = EndpointMarket.News,
            Paths = ["/v1beta1/news"],
            Channels = [Other("news", "n", "symbols")],
            DefaultChannels = ["news"],
            Encodings = EndpointEncodings.Json | EndpointEncodings.MessagePack,
            Hours = EndpointHours.Never,
        },
    ];

    public static EndpointProfile Default => All[0];

    private static EndpointProfile Stocks(string name) => new()
    {
        Dialect = Dialect,
        Name = name,
        Market = EndpointMarket.Stocks,
        Paths = [$"/v2/{name}"],
        Channels = _stockLists,
        DefaultChannels = ["trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds"],
        Encodings = EndpointEncodings.Json | EndpointEncodings.MessagePack,
    };

    private static EndpointProfile Options(string name) => new()
    {
        Dialect = Dialect,
        Name = name,
        Market = EndpointMarket.Options,
        Paths = [$"/v1beta1/{name}"],
        Channels = [_trades, _quotes with { HasWildcard = false }],
        DefaultChannels = ["trades", "quotes"],
        Encodings = EndpointEncodings.MessagePack,
    };

    private static EndpointChannel Other(string name, string messageType, string symbolField) =>
        List(name, messageType, new ChannelContent(EventType.Other, name)) with { SymbolField = symbolField };

    private static EndpointChannel List(string name, string messageType, params IReadOnlyList<ChannelContent> contents) =>
        new() { Name = name, MessageType = messageType, SymbolField = "S", Contents = contents };
}
