namespace MarketFlow;

/// <summary>What surge detection knows of one symbol: about 300 bytes, and 40 for each second with trades in the window (up to 2.5 KB with the defaults).</summary>
/// <remarks>
/// What a trade is compared with is made once per second, of the seconds before it, from the oldest to the newest. Nothing is carried
/// over from one second to the next, so nothing drifts.
/// </remarks>
internal sealed class SurgeState : SymbolState
{
    private const int Directions = 3;
    private readonly Ring<SurgeSecond> _earlier = new();
    private readonly long?[] _last = new long?[Directions];
    private SurgeSecond _now;
    private bool _hasNow;

    /// <summary>How many earlier seconds with trades the window has.</summary>
    public int Earlier => _earlier.Count;

    /// <summary>Their volume in all.</summary>
    public decimal EarlierVolume { get; private set; }

    /// <summary>Standard deviation over mean of their prices.</summary>
    public double Volatility { get; private set; }

    /// <summary>The price a trade is compared with; 0 where the window has none so old.</summary>
    public decimal Base { get; private set; }

    /// <summary>Volume of the present second, up to the newest trade.</summary>
    public decimal Volume => _now.Volume;

    public int CountToday { get; private set; }

    public override void Begin(TradingPeriod period)
    {
        CountToday = period.Date == Period.Date ? CountToday : 0;
        base.Begin(period);
        _earlier.Clear();
        _last.AsSpan().Clear();
        (_now, _hasNow, EarlierVolume, Volatility, Base) = (default, false, 0, 0, 0);
    }

    /// <summary>Counts a trade.</summary>
    /// <param name="trade">A trade that is no older than the symbol's newest.</param>
    /// <param name="updates">What it updates.</param>
    /// <param name="window">How many seconds are compared with.</param>
    /// <param name="lookBack">How many seconds ago the price is that it is compared with.</param>
    /// <returns>True where it sets the price of its second.</returns>
    public bool Add(Trade trade, TradeUpdates updates, long window, long lookBack)
    {
        var setsLast = TrySetLast(updates);
        if (!setsLast && !updates.AddsVolume())
        {
            return false;
        }

        var second = Tape.SecondOf(trade.Time.UnixNanoseconds);
        if (second != _now.Second || !_hasNow)
        {
            if (_hasNow)
            {
                _earlier.Add(_now);
            }

            Compare(second, window, lookBack);
            (_now, _hasNow) = (new(second, Price: 0, Volume: 0), true);
        }

        _now = new(second, setsLast ? trade.Price : _now.Price, _now.Volume + (updates.AddsVolume() ? trade.Size : 0));
        return setsLast;
    }

    public bool HasRested(int direction, long cooldown) => _last[direction + 1] is not { } last || Newest - last >= cooldown;

    public void CountDetection(int direction)
    {
        _last[direction + 1] = Newest;
        CountToday++;
    }

    private void Compare(long second, long window, long lookBack)
    {
        while (_earlier.Count > 0 && _earlier[0].Second < second - window)
        {
            _earlier.RemoveFirst();
        }

        (EarlierVolume, Base) = (0, 0);
        var (prices, priced) = (0.0, 0);
        for (var i = 0; i < _earlier.Count; i++)
        {
            ref var earlier = ref _earlier[i];
            EarlierVolume += earlier.Volume;
            if (earlier.Price != 0)
            {
                prices += (double)earlier.Price;
                priced++;
                Base = earlier.Second <= second - lookBack ? earlier.Price : Base;
            }
        }

        var mean = prices / priced;
        var squares = 0.0;
        for (var i = 0; i < _earlier.Count; i++)
        {
            var off = _earlier[i].Price == 0 ? 0 : (double)_earlier[i].Price - mean;
            squares += off * off;
        }

        Volatility = priced == 0 ? 0 : Math.Sqrt(squares / priced) / mean;
    }
}
