namespace MarketFlow.Testing;

/// <summary>Makes up the events of a market open, one after the other: which symbol, which kind, at what price.</summary>
internal sealed class MarketOpenTape
{
    private static readonly string[] _exchanges = ["4", "11", "12", "19"];
    private readonly MarketOpenOptions _options;
    private readonly ZipfTable _zipf;
    private readonly string[] _symbols;
    private readonly int[] _cents;
    private readonly int[] _ids;
    private readonly long[] _barSecond;
    private readonly int[] _barRevision;
    private readonly long _openNanoseconds;
    private readonly double _toQuotes;
    private readonly double _toBars;
    private readonly double _toValues;
    private long _sequence;
    private int _nextBar;

    public MarketOpenTape(MarketOpenOptions options, ref SplitMix64 random)
    {
        _options = options;
        _zipf = new(options.Symbols, options.ZipfExponent);
        _symbols = [.. MarketOpen.Symbols(options.Symbols)];
        _cents = new int[options.Symbols];
        _ids = new int[options.Symbols * _exchanges.Length];
        _barSecond = new long[options.Symbols];
        _barRevision = new int[options.Symbols];
        _openNanoseconds = Timestamp.FromDateTimeOffset(options.Open).UnixNanoseconds;
        _toQuotes = options.TradeShare;
        _toBars = _toQuotes + options.QuoteShare;
        _toValues = _toBars + options.BarShare;
        Array.Fill(_barSecond, -1);
        for (var i = 0; i < _cents.Length; i++)
        {
            _cents[i] = (int)(500 * Math.Pow(100, random.NextDouble()));
        }
    }

    /// <summary>The next event by the shares of the options.</summary>
    public MarketEvent Next(long slot, Frame frame, ref SplitMix64 random)
    {
        var kind = random.NextDouble();
        if (kind >= _toBars && kind < _toValues)
        {
            return SecondBar(slot, frame, ref random);
        }

        var symbol = _zipf.Next(ref random);
        var time = TimeAt(slot - Lateness(ref random));
        return kind < _toQuotes ? Trade(symbol, time, frame, ref random)
            : kind < _toBars ? Quote(symbol, time, frame, ref random)
            : Value(symbol, time, frame);
    }

    /// <summary>The bar of the minute that ended.</summary>
    public Bar MinuteBar(int symbol, long minuteTicks, Frame frame, ref SplitMix64 random) =>
        BarOf(symbol, minuteTicks - TimeSpan.TicksPerMinute, TimeSpan.FromMinutes(1), revision: 0, frame, ref random);

    private long Lateness(ref SplitMix64 random)
    {
        if (random.NextDouble() >= _options.LateShare)
        {
            return 0;
        }

        var least = MarketOpenOptions.LeastLateness.Ticks;
        return least + (long)(random.NextDouble() * (_options.LateBy.Ticks - least));
    }

    private Trade Trade(int symbol, Timestamp time, Frame frame, ref SplitMix64 random)
    {
        var exchange = random.NextInt(_exchanges.Length);
        _cents[symbol] = Math.Max(2, _cents[symbol] + random.NextInt(3) - 1);
        return new()
        {
            Symbol = _symbols[symbol],
            Time = time,
            Source = SourceIn(frame),
            Price = Dollars(_cents[symbol]),
            Size = Shares(ref random),
            Exchange = _exchanges[exchange],
            Id = TradeId.Of(++_ids[(symbol * _exchanges.Length) + exchange]),
        };
    }

    private Quote Quote(int symbol, Timestamp time, Frame frame, ref SplitMix64 random) => new()
    {
        Symbol = _symbols[symbol],
        Time = time,
        Source = SourceIn(frame),
        BidPrice = Dollars(_cents[symbol] - 1),
        BidSize = Shares(ref random),
        AskPrice = Dollars(_cents[symbol] + 1),
        AskSize = Shares(ref random),
    };

    private FairMarketValue Value(int symbol, Timestamp time, Frame frame) =>
        new() { Symbol = _symbols[symbol], Time = time, Source = SourceIn(frame), Price = Dollars(_cents[symbol]) };

    private Bar SecondBar(long slot, Frame frame, ref SplitMix64 random)
    {
        var symbol = _nextBar;
        _nextBar = (_nextBar + 1) % _symbols.Length;
        var second = slot / TimeSpan.TicksPerSecond;
        _barRevision[symbol] = _barSecond[symbol] == second ? _barRevision[symbol] + 1 : 0;
        _barSecond[symbol] = second;
        return BarOf(symbol, (second - 1) * TimeSpan.TicksPerSecond, TimeSpan.FromSeconds(1), _barRevision[symbol], frame, ref random);
    }

    private Bar BarOf(int symbol, long start, TimeSpan interval, int revision, Frame frame, ref SplitMix64 random)
    {
        var (close, open) = (_cents[symbol], Math.Max(1, _cents[symbol] + random.NextInt(5) - 2));
        return new()
        {
            Symbol = _symbols[symbol],
            Time = TimeAt(start),
            Source = SourceIn(frame),
            Interval = interval,
            Open = Dollars(open),
            High = Dollars(Math.Max(open, close) + random.NextInt(2)),
            Low = Dollars(Math.Min(open, close)),
            Close = Dollars(close),
            Volume = Shares(ref random),
            Revision = revision,
            HasVendorRevision = true,
        };
    }

    private SourceContext SourceIn(Frame frame) => new(frame, 0, frame.Bytes.Length, ++_sequence);

    private Timestamp TimeAt(long ticks) => Timestamp.FromUnixNanoseconds(_openNanoseconds + (ticks * 100), 7);

    private static decimal Dollars(int cents) => new(cents, 0, 0, false, 2);

    // One in ten is an odd lot.
    private static decimal Shares(ref SplitMix64 random) => random.NextInt(10) == 0 ? 1 + random.NextInt(99) : 100 * (1 + random.NextInt(10));
}
