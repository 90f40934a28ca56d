using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Makes up the events of a load test: which symbol, which kind, at what price. The same seed makes the same ones.</summary>
/// <remarks>
/// Shares as in MarketFlow.Testing's market open: 30 % trades, 60 % quotes, 8 % bars of a second, going round the symbols evenly, 2 % fair
/// market values. One in a hundred (bars excepted) happened 10 ms to 2 s before it is told.
/// </remarks>
internal sealed class LoadMarket
{
    private const double LateShare = 0.01;
    private readonly ZipfTable _popularity;
    private readonly long[] _prices;
    private SplitMix _random;
    private int _nextSecondBar;
    private int _nextMinuteBar;

    public LoadMarket(int symbols, ulong seed)
    {
        _popularity = new(symbols, exponent: 1);
        _random = new(seed);
        _prices = new long[symbols];
        for (var i = 0; i < symbols; i++)
        {
            _prices[i] = (long)(500 * Math.Pow(100, _random.Unit())); // $5 to $500
        }
    }

    /// <summary>The next event that is no bar of a minute.</summary>
    /// <param name="id">Its number: a trade's id, and the sequence.</param>
    /// <param name="now">When it is told, in Unix milliseconds.</param>
    /// <param name="draft">The event.</param>
    public LoadKind DrawTick(long id, long now, out DraftEvent draft)
    {
        var kind = _random.Unit() switch { < 0.3 => LoadKind.Trade, < 0.9 => LoadKind.Quote, < 0.98 => LoadKind.SecondBar, _ => LoadKind.FairMarketValue };
        if (kind == LoadKind.SecondBar)
        {
            draft = Bar(ref _nextSecondBar, id, now - (now % 1_000) - 1_000, 1_000);
            return kind;
        }

        var symbol = _popularity.Draw(ref _random);
        var price = _prices[symbol] = Math.Max(100, _prices[symbol] + _random.Below(3) - 1);
        var late = _random.Unit() < LateShare ? 10 + _random.Below(1_990) : 0;
        draft = new() { Symbol = symbol, Time = now - late, Sequence = id, Id = id, Price = price };
        switch (kind)
        {
            case LoadKind.Trade:
                (draft.Type, draft.Size) = (EventType.Trade, 1 + _random.Below(500));
                (draft.Exchange, draft.Conditions) = (_random.Below(MarketCodes.Exchanges.Length), MarketCodes.ConditionsOf(draft.Size, _random.Below(100)));
                break;
            case LoadKind.Quote:
                (draft.Type, draft.Price, draft.AskPrice) = (EventType.Quote, price - 1, price + 1);
                (draft.Size, draft.AskSize) = (100 * (1 + _random.Below(20)), 100 * (1 + _random.Below(20)));
                break;
            default:
                draft.Type = EventType.FairMarketValue;
                break;
        }

        return kind;
    }

    /// <summary>The bar of the minute that ended, of the next symbol in turn.</summary>
    public DraftEvent DrawMinuteBar(long id, long now) => Bar(ref _nextMinuteBar, id, now - (now % 60_000) - 60_000, MarketModel.MinuteLength);

    /// <summary>A number that decides something else, from 0 to just under 1.</summary>
    public double Chance() => _random.Unit();

    private DraftEvent Bar(ref int next, long id, long start, int length)
    {
        var symbol = next;
        next = (next + 1) % _prices.Length;
        MinuteBar bar = default;
        bar.Add(_prices[symbol], 1 + _random.Below(10_000));
        bar.Add(_prices[symbol] + _random.Below(3), 1 + _random.Below(10_000));
        return new()
        {
            Type = EventType.Bar,
            Symbol = symbol,
            Time = start,
            Sequence = id,
            Bar = bar,
            BarLength = length,
            Day = new() { Open = bar.Open, Volume = bar.Volume, Turnover = bar.Turnover },
        };
    }
}
