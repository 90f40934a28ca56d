namespace MarketFlow.Feeds;

/// <summary>The endpoints of Massive: one per market. The delayed and business hosts have the same ones.</summary>
internal static class MassiveEndpoints
{
    public const string Dialect = "massive";

    /// <summary>What may precede the market in a path: hosts of the vendor's that are served under a path instead.</summary>
    public static readonly IReadOnlyList<string> Prefixes = ["/business", "/launchpad", "/delayed"];

    private const string CryptoPrefix = "X:";

    private static readonly EndpointChannel _trades = Channel("T", "sym", new ChannelContent(EventType.Trade));
    private static readonly EndpointChannel _quotes = Channel("Q", "sym", new ChannelContent(EventType.Quote));
    private static readonly EndpointChannel _fairValues = Channel("FMV", "sym", new ChannelContent(EventType.FairMarketValue));
    private static readonly EndpointChannel _seconds = Bars("A", "sym", "1s");
    private static readonly EndpointChannel _minutes = Bars("AM", "sym", "1m");

    private static readonly EndpointProfile _stocks = new()
    {
        Dialect = Dialect,
        Name = "stocks",
        Market = EndpointMarket.Stocks,
        Paths = ["/stocks"],
        Channels =
        [
            _trades, _quotes, _seconds, _minutes, _fairValues,
            Channel("LULD", "T", new ChannelContent(EventType.Status, MassiveDialect.LimitBandKind)), Other("NOI", "T"), Other("LV", "sym"),
        ],
        DefaultChannels = ["T", "Q", "AM", "FMV"],
    };

    public static IReadOnlyList<EndpointProfile> All { get; } =
    [
        _stocks,
        new()
        {
            Dialect = Dialect,
            Name = "options",
            Market = EndpointMarket.Options,
            Paths = ["/options"],
            Channels = [_trades, _quotes with { HasWildcard = false }, _seconds, _minutes, _fairValues],
            DefaultChannels = ["T", "Q", "AM", "FMV"],
        },
        new()
        {
            Dialect = Dialect,
            Name = "forex",
            Market = EndpointMarket.Forex,
            Paths = ["/forex"],
            Channels = [Channel("C", "p", new ChannelContent(EventType.Quote)), Bars("CA", "pair", "1m"), Bars("CAS", "pair", "1s")],
            DefaultChannels = ["C", "CA"],
            Hours = EndpointHours.Forex,
        },
        new()
        {
            Dialect = Dialect,
            Name = "crypto",
            Market = EndpointMarket.Crypto,
            Paths = ["/crypto"],
            Channels =
            [
                Channel("XT", "pair", new ChannelContent(EventType.Trade)), Channel("XQ", "pair", new ChannelContent(EventType.Quote)),
                Bars("XA", "pair", "1m"), Bars("XAS", "pair", "1s"), Other("XL2", "pair"), _fairValues,
            ],
            DefaultChannels = ["XT", "XQ", "XA", "FMV"],
            Hours = EndpointHours.Always,
        },
        new()
        {
            Dialect = Dialect,
            Name = "indices",
            Market = EndpointMarket.Indices,
            Paths = ["/indices"],
            Channels = [Other("V", "T"), _seconds, _minutes],
            DefaultChannels = ["V", "AM"],
            RequiresBarVolume = false,
        },
        new()
        {
            Dialect = Dialect,
            Name = "futures",
            Market = EndpointMarket.Futures,
            Paths = ["/futures"],
            HasExchangePaths = true,
            Channels = [_trades, _quotes, _seconds, _minutes],
            DefaultChannels = ["T", "Q", "AM"],
            HasSignedPrices = true,
            Hours = EndpointHours.Futures,
        },
    ];

    /// <summary>Where the market is unknown: the channels of stocks, and nothing is unusual that is usual in any market.</summary>
    public static EndpointProfile Default { get; } =
        _stocks with { Name = "default", Market = EndpointMarket.Any, Paths = [], HasSignedPrices = true, RequiresBarVolume = false };

    public static string SymbolOf(EndpointMarket market, string channel, string symbol) => market switch
    {
        _ when symbol == FeedTopic.AllSymbols => symbol,
        EndpointMarket.Forex => ForexPair(symbol),
        EndpointMarket.Crypto when channel == _fairValues.Name => symbol.StartsWith(CryptoPrefix, StringComparison.Ordinal) ? symbol : CryptoPrefix + symbol,
        EndpointMarket.Crypto when symbol.StartsWith(CryptoPrefix, StringComparison.Ordinal) => symbol[CryptoPrefix.Length..],
        _ => symbol,
    };

    /// <summary>A pair of currencies, with a slash.</summary>
    public static string ForexPair(string symbol) => symbol.Replace('-', '/');

    private static EndpointChannel Bars(string name, string symbolField, string interval) =>
        Channel(name, symbolField, new ChannelContent(EventType.Bar, interval), new ChannelContent(EventType.Bar, $"{interval} revised"));

    private static EndpointChannel Other(string name, string symbolField) => Channel(name, symbolField, new ChannelContent(EventType.Other, name));

    private static EndpointChannel Channel(string name, string symbolField, params IReadOnlyList<ChannelContent> contents) =>
        new() { Name = name, SymbolField = symbolField, Contents = contents };
}
