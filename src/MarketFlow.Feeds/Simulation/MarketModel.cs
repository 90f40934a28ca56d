namespace MarketFlow.Feeds;

/// <summary>The market itself: draws what happens in each slice of time. The same seed and times give the same drafts.</summary>
internal sealed class MarketModel
{
    /// <summary>Milliseconds in a slice; minutes begin with a slice.</summary>
    public const int SliceLength = 10;

    /// <summary>Milliseconds in a minute.</summary>
    public const int MinuteLength = 60_000;

    private const int LowestPrice = 100;
    private const int HighestPrice = 10_000_000;
    private readonly SimulatedMarketOptions _options;
    private readonly ZipfTable _popularity;
    private readonly double _shares;
    private readonly long[] _prices;
    private readonly long[] _lastIds;
    private readonly DraftList _drafts = new();
    private readonly MarketBars _bars;
    private readonly LateTrades? _late;
    private readonly MarketNotices? _notices;
    private SplitMix _random;
    private bool _isRegular;
    private TimeSpan _age;

    public MarketModel(SimulatedMarketOptions options)
    {
        _options = options;
        _popularity = new(options.Symbols, options.ZipfExponent);
        _shares = options.TradeShare + options.QuoteShare + options.FairMarketValueShare;
        _random = new((ulong)options.Seed);
        (_prices, _lastIds) = (new long[options.Symbols], new long[options.Symbols]);
        _bars = new(options.Symbols, options.HasMinuteBars, _drafts);
        if (options.HasNotices)
        {
            // Random numbers of their own: trades and quotes are the same with and without.
            _late = new((ulong)options.Seed ^ 0x6C61_7465);
            _notices = new(options.Symbols, (ulong)options.Seed ^ 0x6E6F_7465, _bars, _drafts);
        }

        for (var i = 0; i < _prices.Length; i++)
        {
            _prices[i] = i < 10 ? 10_000 + _random.Below(40_000) : (long)(200 * Math.Pow(250, _random.Unit())); // $2 to $500, cheap ones more often
        }
    }

    /// <summary>What happens in the slice that begins at <paramref name="start"/>, in order. Valid until the next call.</summary>
    /// <param name="start">Unix milliseconds; each call one slice after the last.</param>
    public Span<DraftEvent> Draw(long start)
    {
        _drafts.Clear();
        _isRegular = MarketCalendar.UsStocks.PeriodAt(Timestamp.FromUnixMilliseconds(start)).Part == TradingPart.Regular;
        _bars.Turn(start);
        _notices?.Turn(start, _prices, _lastIds);
        SendLate(start);
        var surge = _options.Surges.Where(surge => surge.IsOn(_age)).Select(surge => surge.Times).DefaultIfEmpty(1).Max();
        var drawn = _random.Poisson(_options.EventsPerSecond * surge * SliceLength / 1_000);
        for (var i = 0; i < drawn; i++)
        {
            DrawOne(start + ((long)i * SliceLength / drawn));
        }

        if (surge > 1 && start % MinuteLength >= MinuteLength - MarketBars.SweepLength)
        {
            TradeEverything((int)((start % MinuteLength) - (MinuteLength - MarketBars.SweepLength)) / SliceLength, start + SliceLength - 1);
        }

        _age += TimeSpan.FromMilliseconds(SliceLength);
        return _drafts.Written;
    }

    private void DrawOne(long time)
    {
        var kind = _random.Unit() * _shares;
        var symbol = _popularity.Draw(ref _random);
        if (kind >= _options.TradeShare)
        {
            ref var draft = ref _drafts.Add(symbol, time);
            if (kind < _options.TradeShare + _options.QuoteShare)
            {
                Quote(ref draft);
            }
            else
            {
                Estimate(ref draft);
            }

            return;
        }

        DraftEvent trade = new() { Symbol = Trading(symbol), Time = time };
        Trade(ref trade);
        if (_late is not null && _late.IsNext() && trade.Size >= 100 && _bars.HasPriceInMinute(trade.Symbol))
        {
            trade.Conditions = MarketCodes.LateConditionsOf(_isRegular);
            _late.Keep(in trade);
        }
        else
        {
            Send(in trade);
        }
    }

    // What a halted symbol would have traded goes to the next one that is not halted, so that the rate is kept.
    private int Trading(int symbol)
    {
        for (var tries = 0; tries < _prices.Length && _notices?.IsHalted(symbol) == true; tries++)
        {
            symbol = (symbol + 1) % _prices.Length;
        }

        return symbol;
    }

    private void SendLate(long start)
    {
        while (_late is not null && _late.TryTake(start, out var trade))
        {
            ref var draft = ref Numbered(in trade);
            _bars.AddLate(in draft);
            _notices?.Sent(in draft);
        }
    }

    private void Send(in DraftEvent trade)
    {
        ref var draft = ref Numbered(in trade);
        _bars.Add(in draft);
        _notices?.Sent(in draft);
    }

    private ref DraftEvent Numbered(in DraftEvent trade)
    {
        ref var draft = ref _drafts.Add(trade.Symbol, trade.Time);
        var sequence = draft.Sequence;
        draft = trade;
        (draft.Sequence, draft.Id) = (sequence, ++_lastIds[trade.Symbol]);
        draft.Facility = draft.Exchange == MarketCodes.OffExchange ? MarketCodes.FirstFacility + (int)(draft.Id % 3) : 0;
        return ref draft;
    }

    // In a surge no symbol ends a minute without a price, so that none lacks a bar. Spread over half a second, as the bars are.
    private void TradeEverything(int slice, long time)
    {
        var symbols = _options is { HasMinuteBars: true, TradeShare: > 0 } ? (long)_prices.Length : 0;
        var slices = MarketBars.SweepLength / SliceLength;
        for (var symbol = (int)(symbols * slice / slices); symbol < symbols * (slice + 1) / slices; symbol++)
        {
            if (!_bars.HasPriceInMinute(symbol) && _notices?.IsHalted(symbol) != true)
            {
                DraftEvent trade = new() { Symbol = symbol, Time = time };
                Trade(ref trade);
                trade.Size = Math.Max(trade.Size, 100); // an odd lot sets no price
                trade.Conditions = MarketCodes.ConditionsOf(trade.Size, percentile: 0, _isRegular);
                Send(in trade);
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
        draft.Exchange = _random.Below(MarketCodes.Exchanges.Length);
        draft.Conditions = MarketCodes.ConditionsOf(draft.Size, _random.Below(100), _isRegular);
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
}
