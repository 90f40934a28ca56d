namespace MarketFlow.Feeds;

/// <summary>The market itself: draws what happens in each slice of time. The same seed and times give the same drafts.</summary>
internal sealed class MarketModel
{
    /// <summary>Milliseconds in a slice; minutes begin with a slice.</summary>
    public const int SliceLength = 10;

    /// <summary>Milliseconds in a minute.</summary>
    public const int MinuteLength = 60_000;

    private const int SlicesOfBars = 50;
    private const int SweepBegins = MinuteLength - (SlicesOfBars * SliceLength);
    private const int LowestPrice = 100;
    private const int HighestPrice = 10_000_000;
    private readonly SimulatedMarketOptions _options;
    private readonly ZipfTable _popularity;
    private readonly double _shares;
    private readonly long[] _prices;
    private readonly long[] _lastIds;
    private readonly DayTotals[] _days;
    private MinuteBar[] _bars;
    private MinuteBar[] _ended;
    private DraftEvent[] _drafts = new DraftEvent[64];
    private SplitMix _random;
    private int _count;
    private long _minute = long.MinValue;
    private int _nextEnded;
    private long _sequence;
    private TimeSpan _age;

    public MarketModel(SimulatedMarketOptions options)
    {
        _options = options;
        _popularity = new(options.Symbols, options.ZipfExponent);
        _shares = options.TradeShare + options.QuoteShare + options.FairMarketValueShare;
        _random = new((ulong)options.Seed);
        _prices = new long[options.Symbols];
        (_lastIds, _days) = (new long[options.Symbols], new DayTotals[options.Symbols]);
        (_bars, _ended, _nextEnded) = (new MinuteBar[options.Symbols], new MinuteBar[options.Symbols], options.Symbols);
        for (var i = 0; i < _prices.Length; i++)
        {
            _prices[i] = i < 10 ? 10_000 + _random.Below(40_000) : (long)(200 * Math.Pow(250, _random.Unit())); // $2 to $500, cheap ones more often
        }
    }

    /// <summary>What happens in the slice that begins at <paramref name="start"/>, in order. Valid until the next call.</summary>
    /// <param name="start">Unix milliseconds; each call one slice after the last.</param>
    public Span<DraftEvent> Draw(long start)
    {
        _count = 0;
        TurnMinute(start - (start % MinuteLength));
        AddEndedBars();
        var surge = _options.Surges.Where(surge => surge.IsOn(_age)).Select(surge => surge.Times).DefaultIfEmpty(1).Max();
        var drawn = _random.Poisson(_options.EventsPerSecond * surge * SliceLength / 1_000);
        for (var i = 0; i < drawn; i++)
        {
            var kind = _random.Unit() * _shares;
            ref var draft = ref Add(_popularity.Draw(ref _random), start + ((long)i * SliceLength / drawn));
            if (kind < _options.TradeShare)
            {
                Trade(ref draft);
            }
            else if (kind < _options.TradeShare + _options.QuoteShare)
            {
                Quote(ref draft);
            }
            else
            {
                Estimate(ref draft);
            }
        }

        if (surge > 1 && start % MinuteLength is >= SweepBegins and var offset)
        {
            TradeEverything((int)(offset - SweepBegins) / SliceLength, start + SliceLength - 1);
        }

        _age += TimeSpan.FromMilliseconds(SliceLength);
        return _drafts.AsSpan(0, _count);
    }

    private void TurnMinute(long minute)
    {
        if (minute == _minute)
        {
            return;
        }

        (_bars, _ended) = (_ended, _bars);
        Array.Clear(_bars);
        _nextEnded = _options.HasMinuteBars ? 0 : _ended.Length;
        _minute = minute;
    }

    // Spread over half a second, as vendors do: not one frame that holds the whole market.
    private void AddEndedBars()
    {
        var end = Math.Min(_ended.Length, _nextEnded + ((_ended.Length + SlicesOfBars - 1) / SlicesOfBars));
        for (; _nextEnded < end; _nextEnded++)
        {
            if (_ended[_nextEnded].Trades > 0)
            {
                ref var draft = ref Add(_nextEnded, _minute - MinuteLength);
                draft.Type = EventType.Bar;
                draft.Bar = _ended[_nextEnded];
                draft.BarLength = MinuteLength;
                draft.Day = _days[_nextEnded];
            }
        }
    }

    // In a surge no symbol ends a minute without a trade, so that none lacks a bar. Spread over half a second, as the bars are.
    private void TradeEverything(int slice, long time)
    {
        var symbols = _options is { HasMinuteBars: true, TradeShare: > 0 } ? (long)_bars.Length : 0;
        for (var symbol = (int)(symbols * slice / SlicesOfBars); symbol < symbols * (slice + 1) / SlicesOfBars; symbol++)
        {
            if (_bars[symbol].Trades == 0)
            {
                Trade(ref Add(symbol, time));
            }
        }
    }

    private void Trade(ref DraftEvent draft)
    {
        var price = _prices[draft.Symbol];
        var step = Math.Max(1, price / 5_000);
        price = Math.Clamp(price + ((_random.Below(5) - 2) * step), LowestPrice, HighestPrice);
        _prices[draft.Symbol] = price;
        draft.Type = EventType.Trade;
        draft.Price = price;
        draft.Size = _random.Below(10) < 4 ? 1 + _random.Below(99) : 100 * (1 + _random.Below(5));
        draft.Id = ++_lastIds[draft.Symbol];
        draft.Exchange = _random.Below(MarketCodes.Exchanges.Length);
        draft.Conditions = MarketCodes.ConditionsOf(draft.Size, _random.Below(100));
        _bars[draft.Symbol].Add(price, draft.Size);
        _days[draft.Symbol].Add(price, draft.Size);
    }

    private void Quote(ref DraftEvent draft)
    {
        var price = _prices[draft.Symbol];
        var step = Math.Max(1, price / 5_000);
        draft.Type = EventType.Quote;
        draft.Price = price - (step * (1 + _random.Below(3)));
        draft.AskPrice = price + (step * (1 + _random.Below(3)));
        draft.Size = 100 * (1 + _random.Below(20));
        draft.AskSize = 100 * (1 + _random.Below(20));
        draft.Exchange = _random.Below(MarketCodes.Exchanges.Length);
        draft.AskExchange = _random.Below(MarketCodes.Exchanges.Length);
    }

    private void Estimate(ref DraftEvent draft)
    {
        var price = _prices[draft.Symbol];
        var farthest = (int)Math.Max(1, price / 500);
        draft.Type = EventType.FairMarketValue;
        draft.Price = price - farthest + _random.Below((2 * farthest) + 1);
    }

    private ref DraftEvent Add(int symbol, long time)
    {
        if (_count == _drafts.Length)
        {
            Array.Resize(ref _drafts, _count * 2);
        }

        ref var draft = ref _drafts[_count++];
        (draft.Symbol, draft.Time, draft.Sequence) = (symbol, time, ++_sequence);
        return ref draft;
    }
}
