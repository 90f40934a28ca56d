namespace MarketFlow.Feeds;

/// <summary>What kind of element it is, by its <c>ev</c>.</summary>
internal enum MassiveKind
{
    Trade,
    Quote,
    SecondBar,
    MinuteBar,
    FairMarketValue,
    LimitBand,
    CryptoTrade,
    CryptoQuote,
    CryptoSecondBar,
    CryptoMinuteBar,
    ForexQuote,
    ForexSecondBar,
    ForexMinuteBar,
    Other,
    Control,
}

/// <summary>What is known of each kind of element.</summary>
internal static class MassiveKinds
{
    private static readonly MessageKind[] _kinds =
    [
        new("T", EventType.Trade),
        new("Q", EventType.Quote),
        new("A", EventType.Bar, "1s"),
        new("AM", EventType.Bar, "1m"),
        new("FMV", EventType.FairMarketValue),
        new("LULD", EventType.Status, MassiveDialect.LimitBandKind),
        new("XT", EventType.Trade),
        new("XQ", EventType.Quote),
        new("XAS", EventType.Bar, "1s"),
        new("XA", EventType.Bar, "1m"),
        new("C", EventType.Quote),
        new("CAS", EventType.Bar, "1s"),
        new("CA", EventType.Bar, "1m"),
    ];

    public static MassiveKind KindOf(ReadOnlySpan<byte> name) => name switch
    {
        [(byte)'T'] => MassiveKind.Trade,
        [(byte)'Q'] => MassiveKind.Quote,
        [(byte)'A', (byte)'M'] => MassiveKind.MinuteBar,
        [(byte)'A'] => MassiveKind.SecondBar,
        [(byte)'F', (byte)'M', (byte)'V'] => MassiveKind.FairMarketValue,
        [(byte)'L', (byte)'U', (byte)'L', (byte)'D'] => MassiveKind.LimitBand,
        [(byte)'X', (byte)'T'] => MassiveKind.CryptoTrade,
        [(byte)'X', (byte)'Q'] => MassiveKind.CryptoQuote,
        [(byte)'X', (byte)'A'] => MassiveKind.CryptoMinuteBar,
        [(byte)'X', (byte)'A', (byte)'S'] => MassiveKind.CryptoSecondBar,
        [(byte)'C'] => MassiveKind.ForexQuote,
        [(byte)'C', (byte)'A'] => MassiveKind.ForexMinuteBar,
        [(byte)'C', (byte)'A', (byte)'S'] => MassiveKind.ForexSecondBar,
        [(byte)'s', (byte)'t', (byte)'a', (byte)'t', (byte)'u', (byte)'s'] => MassiveKind.Control,
        _ => MassiveKind.Other,
    };

    /// <param name="kind">Anything that becomes an event of a type of its own.</param>
    public static ref readonly MessageKind MessageOf(MassiveKind kind) => ref _kinds[(int)kind];

    /// <summary>The field that holds the symbol.</summary>
    public static MassiveField SymbolFieldOf(MassiveKind kind) => kind switch
    {
        MassiveKind.LimitBand => MassiveField.Ticker,
        MassiveKind.ForexQuote => MassiveField.Price,
        MassiveKind.CryptoTrade or MassiveKind.CryptoQuote or MassiveKind.CryptoSecondBar or MassiveKind.CryptoMinuteBar
            or MassiveKind.ForexSecondBar or MassiveKind.ForexMinuteBar => MassiveField.Pair,
        _ => MassiveField.Symbol,
    };

    /// <summary>True where the symbol is a pair of currencies, which is written with a slash or with a dash.</summary>
    public static bool IsForex(MassiveKind kind) => kind is MassiveKind.ForexQuote or MassiveKind.ForexSecondBar or MassiveKind.ForexMinuteBar;
}
