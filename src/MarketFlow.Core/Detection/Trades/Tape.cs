namespace MarketFlow;

/// <summary>What was traded of a symbol in a period. A field of its owner: it is changed in place.</summary>
/// <remarks>
/// Sums are decimals, so that they are exact for as long as their digits fit 28, and never drift. They stop growing at 10^28.
/// Volume is compared by the second, since vendors split one order into many prints. The average price is that of the trades that may set
/// high and low.
/// </remarks>
internal struct Tape
{
    private const decimal LargestSum = 1e28m;
    private AveragePrice _average;
    private decimal _volumeOfSecond;
    private decimal _volumeOfEarlierSeconds;
    private int _earlierSeconds;
    private long _second;
    private bool _hasSecond;

    /// <summary>The period's first price; 0 before it.</summary>
    public decimal FirstPrice { get; private set; }

    /// <summary>The time of the trade with the first price, in nanoseconds since the Unix epoch.</summary>
    public long FirstTime { get; private set; }

    public decimal Volume { get; private set; }

    /// <summary>The average price; null while nothing but trades of size 0 was seen.</summary>
    public readonly decimal? Vwap => _average.Value;

    /// <summary>The average price to ten decimals.</summary>
    public readonly decimal? RoundedVwap => _average.Rounded;

    /// <summary>Volume of this second against the mean of the earlier seconds with trades; null in the first, or where that mean is 0.</summary>
    public readonly decimal? RelativeVolume =>
        _volumeOfEarlierSeconds == 0 ? null : Figures.Ratio(_volumeOfSecond * _earlierSeconds, _volumeOfEarlierSeconds);

    public void Add(Trade trade, TradeUpdates updates)
    {
        if (FirstPrice == 0 && (updates & (TradeUpdates.HighLow | TradeUpdates.Last)) != TradeUpdates.None)
        {
            FirstPrice = trade.Price;
            FirstTime = trade.Time.UnixNanoseconds;
        }

        if (!updates.AddsVolume())
        {
            return;
        }

        var second = SecondOf(trade.Time.UnixNanoseconds);
        if (_hasSecond && second != _second)
        {
            _volumeOfEarlierSeconds += _volumeOfSecond;
            _earlierSeconds++;
            _volumeOfSecond = 0;
        }

        (_hasSecond, _second) = (true, second);
        _volumeOfSecond += trade.Size;
        AddLate(trade, updates);
    }

    /// <summary>A trade of the past is part of the period's sums, and of no second.</summary>
    public void AddLate(Trade trade, TradeUpdates updates)
    {
        if (updates.AddsVolume() && (!updates.SetsHighLow() || _average.TryAdd(trade.Price, trade.Size, LargestSum)))
        {
            Volume += trade.Size;
        }
    }

    /// <summary>Takes a trade that set high and low out of the period's sums.</summary>
    /// <param name="price">Its price.</param>
    /// <param name="size">What it added to the volume.</param>
    /// <param name="second">The second to whose volume it was added; null where it was late.</param>
    /// <param name="low">The lowest price of the trades that remain; 0 where none remains.</param>
    /// <param name="high">The highest price of the trades that remain; 0 where none remains.</param>
    public void Remove(decimal price, decimal size, long? second, decimal low, decimal high)
    {
        Volume = Math.Max(0, Volume - size);
        _average.Remove(price, size, low, high);
        if (second == _second)
        {
            _volumeOfSecond = Math.Max(0, _volumeOfSecond - size);
        }
        else if (second is not null)
        {
            _volumeOfEarlierSeconds = Math.Max(0, _volumeOfEarlierSeconds - size);
        }
    }

    /// <summary>The second of an instant, counted from the Unix epoch and rounded down.</summary>
    public static long SecondOf(long nanoseconds) => FloorDivide(nanoseconds, 1_000_000_000);

    public static long FloorDivide(long value, long by) => (value / by) - (value % by < 0 ? 1 : 0);
}
