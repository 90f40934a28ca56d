namespace MarketFlow.Feeds;

/// <summary>Makes events of elements. Where a field is wrong the element says so, and what was made is of no meaning.</summary>
internal sealed class MassiveEvents
{
    private const string CodeList = "a list of numbers or texts";
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private readonly bool _requiresBarVolume;
    private readonly TradeCodes _codesOfStocks;
    private readonly ShortTexts<string> _symbols;
    private readonly ShortTexts<string> _pairs;
    private readonly ShortTexts<string> _channels;
    private readonly MassiveCodes _codes = new();

    /// <param name="profile">Says whether a bar may lack its volume, which counts as 0 then, and what condition codes mean.</param>
    public MassiveEvents(EndpointProfile profile)
    {
        _requiresBarVolume = profile.RequiresBarVolume;
        _codesOfStocks = profile.Market is EndpointMarket.Stocks or EndpointMarket.Any ? TradeCodes.Massive : TradeCodes.Unknown;
        var symbols = new SymbolTable();
        var channels = new SymbolTable(capacity: 1_000);
        _symbols = new(bits: 14, symbols.Intern);
        _pairs = new(bits: 9, text => MassiveEndpoints.ForexPair(symbols.Intern(text)));
        _channels = new(bits: 6, channels.Intern);
    }

    /// <summary>Reads the symbol of an element that becomes an event of a type of its own.</summary>
    /// <returns>Null where there is none that can be read; the element says why.</returns>
    public string? SymbolOf(MassiveKind kind, ref MassiveElement element)
    {
        var field = MassiveKinds.SymbolFieldOf(kind);
        var name = element.NameOrEmpty(field);
        if (name.IsEmpty && field is MassiveField.Pair or MassiveField.Price)
        {
            name = element.NameOrEmpty(element.Has(MassiveField.Pair) ? MassiveField.Pair : MassiveField.Symbol);
        }

        if (name.IsEmpty)
        {
            element.Refuse(field, JsonFields.Symbol);
            return null;
        }

        return MassiveKinds.IsForex(kind) ? _pairs[name] : _symbols[name];
    }

    /// <param name="kind">What kind of element it is: one that becomes an event of a type of its own.</param>
    /// <param name="symbol">Its symbol.</param>
    /// <param name="element">The element.</param>
    /// <param name="source">Its own bytes.</param>
    public MarketEvent Make(MassiveKind kind, string symbol, ref MassiveElement element, SourceContext source) => kind switch
    {
        MassiveKind.Trade => Trade(ref element, symbol, IsOption(symbol) ? TradeCodes.Unknown : _codesOfStocks, source),
        MassiveKind.CryptoTrade => Trade(ref element, symbol, TradeCodes.Unknown, source),
        MassiveKind.Quote => Quote(ref element, symbol, source),
        MassiveKind.SecondBar or MassiveKind.CryptoSecondBar or MassiveKind.ForexSecondBar => Bar(ref element, symbol, _second, source),
        MassiveKind.MinuteBar or MassiveKind.CryptoMinuteBar or MassiveKind.ForexMinuteBar => Bar(ref element, symbol, _minute, source),
        MassiveKind.FairMarketValue => FairMarketValue(ref element, symbol, source),
        MassiveKind.LimitBand => LimitBand(ref element, symbol, source),
        MassiveKind.CryptoQuote => PairQuote(ref element, symbol, MassiveField.BidPrice, MassiveField.AskPrice, source),
        _ => PairQuote(ref element, symbol, MassiveField.Bid, MassiveField.Ask, source),
    };

    /// <summary>A message of a kind that MarketFlow has no type for. What looks like a symbol and a time is taken for that.</summary>
    public VendorMessage Other(ref MassiveElement element, Frame frame, SourceContext source) => new()
    {
        Channel = _channels[element.Name(MassiveField.Event)],
        Symbol = _symbols[element.NameOrEmpty(
            element.Has(MassiveField.Symbol) ? MassiveField.Symbol : element.Has(MassiveField.Pair) ? MassiveField.Pair : MassiveField.Ticker)],
        Time = element.LongIfAny(MassiveField.Time) is { } number && MassiveTime.IsPlausible(number) ? MassiveTime.Of(number) : frame.ReceivedAt,
        Source = source,
    };

    private Trade Trade(ref MassiveElement element, string symbol, TradeCodes codes, SourceContext source) => new()
    {
        Symbol = symbol,
        Price = element.Decimal(MassiveField.Price),
        Size = element.Decimal(element.Has(MassiveField.DecimalSize) ? MassiveField.DecimalSize : MassiveField.Size),
        Exchange = _codes.CodeOf(element.Code(MassiveField.Exchange)),
        Facility = Facility(ref element),
        Id = TradeId.Of(element.Code(MassiveField.Id)),
        Tape = element.LongIfAny(MassiveField.Tape) is >= 1 and <= 3 and var tape ? (ConsolidatedTape)tape : ConsolidatedTape.None,
        Codes = codes,
        Conditions = Conditions(ref element, MassiveField.Conditions, MassiveField.None),
        Time = element.Time(MassiveField.Time),
        Source = source,
    };

    // 0 stands for no facility. A facility of another kind than a code costs the trade nothing.
    private string? Facility(ref MassiveElement element) =>
        element.CodeOrEmpty(MassiveField.Facility) is { IsEmpty: false } code and not [(byte)'0'] ? _codes.CodeOf(code) : null;

    // Options and currencies have codes of their own, some of them with the numbers of stocks' codes.
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

    // One exchange for both sides, and no list of indicators.
    private Quote PairQuote(ref MassiveElement element, string symbol, MassiveField bidField, MassiveField askField, SourceContext source)
    {
        var ask = element.DecimalOrNull(askField);
        var exchange = _codes.CodeOf(element.Code(MassiveField.Exchange));
        return new()
        {
            Symbol = symbol,
            BidPrice = ask is null ? element.Decimal(bidField) : element.DecimalOrNull(bidField) ?? 0,
            BidSize = element.DecimalOrNull(MassiveField.BidSize),
            AskPrice = ask ?? 0,
            AskSize = element.DecimalOrNull(MassiveField.AskSize),
            BidExchange = exchange,
            AskExchange = exchange,
            Time = element.Time(MassiveField.Time),
            Source = source,
        };
    }

    // A bar is told once and not numbered. Should one be told again with other content it is a revision, to be counted downstream:
    // numbered here it would be taken for a copy of the first and dropped.
    private Bar Bar(ref MassiveElement element, string symbol, TimeSpan interval, SourceContext source) => new()
    {
        Symbol = symbol,
        Interval = interval,
        Open = element.Decimal(MassiveField.Open),
        High = element.Decimal(MassiveField.High),
        Low = element.Decimal(MassiveField.Low),
        Close = element.Decimal(MassiveField.Conditions),
        Volume = Volume(ref element),
        Vwap = element.DecimalOrNull(MassiveField.Vwap),
        Time = element.Time(MassiveField.Size),
        Source = source,
    };

    private decimal Volume(ref MassiveElement element)
    {
        var field = element.Has(MassiveField.DecimalVolume) ? MassiveField.DecimalVolume : MassiveField.Volume;
        return _requiresBarVolume || element.Has(field) ? element.Decimal(field) : 0;
    }

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
