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
        (_now, EarlierVolume, Volatility, Base) = (default, 0, 0, 0);
    }

    public void Add(Trade trade, long window, long lookBack)
    {
        var second = Tape.SecondOf(trade.Time.UnixNanoseconds);
        if (second != _now.Second || _now.Price == 0)
        {
            if (_now.Price != 0)
            {
                _earlier.Add(_now);
            }

            Compare(second, window, lookBack);
            _now = new(second, trade.Price, Volume: 0);
        }

        _now = new(second, trade.Price, _now.Volume + trade.Size);
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
        var prices = 0.0;
        for (var i = 0; i < _earlier.Count; i++)
        {
            ref var earlier = ref _earlier[i];
            EarlierVolume += earlier.Volume;
            prices += (double)earlier.Price;
            Base = earlier.Second <= second - lookBack ? earlier.Price : Base;
        }

        var mean = prices / _earlier.Count;
        var squares = 0.0;
        for (var i = 0; i < _earlier.Count; i++)
        {
            var off = (double)_earlier[i].Price - mean;
            squares += off * off;
        }

        Volatility = _earlier.Count == 0 ? 0 : Math.Sqrt(squares / _earlier.Count) / mean;
    }
}
