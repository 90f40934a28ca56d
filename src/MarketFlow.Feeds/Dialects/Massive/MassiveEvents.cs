namespace MarketFlow.Feeds;

/// <summary>What kind of element it is, by its <c>ev</c>.</summary>
internal enum MassiveKind
{
    Other,
    Trade,
    Quote,
    SecondBar,
    MinuteBar,
    FairMarketValue,
    LimitBand,
    Control,
}

/// <summary>Makes events of elements. Where a field is wrong the element says so, and what was made is of no meaning.</summary>
internal sealed class MassiveEvents
{
    private const string CodeList = "a list of numbers or texts";
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private readonly ShortTexts<string> _symbols;
    private readonly ShortTexts<string> _channels;
    private readonly MassiveCodes _codes = new();

    public MassiveEvents()
    {
        var symbols = new SymbolTable();
        var channels = new SymbolTable(capacity: 1_000);
        _symbols = new(bits: 14, symbols.Intern);
        _channels = new(bits: 6, channels.Intern);
    }

    public static MassiveKind KindOf(ReadOnlySpan<byte> name) => name switch
    {
        [(byte)'T'] => MassiveKind.Trade,
        [(byte)'Q'] => MassiveKind.Quote,
        [(byte)'A', (byte)'M'] => MassiveKind.MinuteBar,
        [(byte)'A'] => MassiveKind.SecondBar,
        [(byte)'F', (byte)'M', (byte)'V'] => MassiveKind.FairMarketValue,
        [(byte)'L', (byte)'U', (byte)'L', (byte)'D'] => MassiveKind.LimitBand,
        [(byte)'s', (byte)'t', (byte)'a', (byte)'t', (byte)'u', (byte)'s'] => MassiveKind.Control,
        _ => MassiveKind.Other,
    };

    /// <param name="kind">Anything but <see cref="MassiveKind.Control"/>, which is no event.</param>
    /// <param name="element">The element.</param>
    /// <param name="frame">The frame it stands in.</param>
    /// <param name="start">Where in the frame it begins.</param>
    /// <param name="length">How long it is.</param>
    public MarketEvent Make(MassiveKind kind, ref MassiveElement element, Frame frame, int start, int length)
    {
        if (kind == MassiveKind.Other)
        {
            return Other(ref element, frame, new(frame, start, length));
        }

        var symbol = _symbols[element.Name(kind == MassiveKind.LimitBand ? MassiveField.Ticker : MassiveField.Symbol)];
        var source = new SourceContext(frame, start, length, element.LongOrNull(MassiveField.Sequence));
        return kind switch
        {
            MassiveKind.Trade => Trade(ref element, symbol, source),
            MassiveKind.Quote => Quote(ref element, symbol, source),
            MassiveKind.SecondBar => Bar(ref element, symbol, _second, source),
            MassiveKind.MinuteBar => Bar(ref element, symbol, _minute, source),
            MassiveKind.FairMarketValue => FairMarketValue(ref element, symbol, source),
            _ => LimitBand(ref element, symbol, source),
        };
    }

    private Trade Trade(ref MassiveElement element, string symbol, SourceContext source) => new()
    {
        Symbol = symbol,
        Price = element.Decimal(MassiveField.Price),
        Size = element.Decimal(element.Has(MassiveField.DecimalSize) ? MassiveField.DecimalSize : MassiveField.Size),
        Exchange = _codes.CodeOf(element.Code(MassiveField.Exchange)),
        Facility = Facility(ref element),
        Id = TradeId.Of(element.Code(MassiveField.Id)),
        Tape = element.LongIfAny(MassiveField.Tape) is >= 1 and <= 3 and var tape ? (ConsolidatedTape)tape : ConsolidatedTape.None,
        Codes = IsOption(symbol) ? TradeCodes.Unknown : TradeCodes.Massive,
        Conditions = Conditions(ref element, MassiveField.Conditions, MassiveField.None),
        Time = element.Time(MassiveField.Time),
        Source = source,
    };

    // 0 stands for no facility. A facility of another kind than a code costs the trade nothing.
    private string? Facility(ref MassiveElement element) =>
        element.CodeOrEmpty(MassiveField.Facility) is { IsEmpty: false } code and not [(byte)'0'] ? _codes.CodeOf(code) : null;

    // Options have codes of their own in the vendor's list, and rules of their own.
    private static bool IsOption(string symbol) => symbol.StartsWith("O:", StringComparison.Ordinal);

    private Quote Quote(ref MassiveElement element, string symbol, SourceContext source)
    {
        // A side that nobody is on may be left out, but not both.
        var ask = element.DecimalOrNull(MassiveField.AskPrice);
        return new()
        {
            Symbol = symbol,
            BidPrice = ask is null ? element.Decimal(MassiveField.BidPrice) : element.DecimalOrNull(MassiveField.BidPrice) ?? 0,
            BidSize = element.DecimalOrNull(MassiveField.BidSize),
            AskPrice = ask ?? 0,
            AskSize = element.DecimalOrNull(MassiveField.AskSize),
            BidExchange = _codes.CodeOf(element.Code(MassiveField.BidExchange)),
            AskExchange = _codes.CodeOf(element.Code(MassiveField.AskExchange)),
            Conditions = Conditions(ref element, MassiveField.Conditions, MassiveField.Id),
            Time = element.Time(MassiveField.Time),
            Source = source,
        };
    }

    // A bar is told once and not numbered. Should one be told again with other content it is a revision, to be counted downstream:
    // numbered here it would be taken for a copy of the first and dropped.
    private static Bar Bar(ref MassiveElement element, string symbol, TimeSpan interval, SourceContext source) => new()
    {
        Symbol = symbol,
        Interval = interval,
        Open = element.Decimal(MassiveField.Open),
        High = element.Decimal(MassiveField.High),
        Low = element.Decimal(MassiveField.Low),
        Close = element.Decimal(MassiveField.Conditions),
        Volume = element.Decimal(element.Has(MassiveField.DecimalVolume) ? MassiveField.DecimalVolume : MassiveField.Volume),
        Vwap = element.DecimalOrNull(MassiveField.Vwap),
        Time = element.Time(MassiveField.Size),
        Source = source,
    };

    private static FairMarketValue FairMarketValue(ref MassiveElement element, string symbol, SourceContext source) => new()
    {
        Symbol = symbol,
        Price = element.Decimal(MassiveField.FairValue),
        Time = element.Time(MassiveField.Time),
        Source = source,
    };

    private Status LimitBand(ref MassiveElement element, string symbol, SourceContext source) => new()
    {
        Symbol = symbol,
        Kind = MassiveDialect.LimitBandKind,
        LimitUp = element.DecimalOrNull(MassiveField.High),
        LimitDown = element.DecimalOrNull(MassiveField.Low),
        Conditions = Conditions(ref element, MassiveField.Id, MassiveField.None),
        Time = element.Time(MassiveField.Time),
        Source = source,
    };

    // Nothing is known of its fields, so nothing of them can be wrong: what looks like a symbol and a time is taken for that.
    private VendorMessage Other(ref MassiveElement element, Frame frame, SourceContext source) => new()
    {
        Channel = _channels[element.Name(MassiveField.Event)],
        Symbol = _symbols[element.NameOrEmpty(element.Has(MassiveField.Symbol) ? MassiveField.Symbol : MassiveField.Ticker)],
        Time = element.LongIfAny(MassiveField.Time) is { } number ? MassiveTime.Of(number) : frame.ReceivedAt,
        Source = source,
    };

    private IReadOnlyList<string> Conditions(ref MassiveElement element, MassiveField first, MassiveField second)
    {
        if (!element.Has(first) && !element.Has(second))
        {
            return [];
        }

        if (_codes.ConditionsOf(element.Written(first), element.Written(second)) is { } conditions)
        {
            return conditions;
        }

        element.Refuse(element.Has(first) ? first : second, CodeList);
        return [];
    }
}
