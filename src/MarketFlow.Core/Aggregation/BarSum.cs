namespace MarketFlow;

/// <summary>What the trades of one interval add up to. A place in an array: it is changed where it stands.</summary>
/// <remarks>Sums are decimals: exact for as long as their digits fit 28.</remarks>
internal struct BarSum
{
    private const decimal LargestTurnover = 1e27m;
    private long _openAt;
    private long _closeAt;
    private decimal _open;
    private decimal _high;
    private decimal _low;
    private decimal _turnover;
    private decimal _volume;
    private long _count;
    private bool _hasLive;

    /// <summary>Which interval it is, counted from the Unix epoch.</summary>
    public long Index { get; private set; }

    /// <summary>How often it was told: the number of its next revision.</summary>
    public int Told { get; private set; }

    /// <summary>The price at its end; before it has trades, the close it began at.</summary>
    public decimal Close { get; private set; }

    public static BarSum Blank => new() { Index = long.MinValue };

    /// <summary>A bar without trades yet.</summary>
    /// <param name="index">Which interval.</param>
    /// <param name="told">1 where it was told as an empty bar before.</param>
    /// <param name="close">The close before it; 0 where there is none and it is not to be told empty.</param>
    public static BarSum Begin(long index, int told = 0, decimal close = 0) => new() { Index = index, Told = told, Close = close };

    /// <summary>Adds a trade: whenever it comes, open and close are those of the first and the last by time, of equals by arrival.</summary>
    /// <returns>False where the sums would leave their range: a trade without sense, which is not added.</returns>
    public bool TryAdd(Trade trade)
    {
        var turnover = _turnover + (trade.Price * trade.Size);
        if (turnover > LargestTurnover || _volume + trade.Size > LargestTurnover)
        {
            return false;
        }

        var (price, at) = (trade.Price, trade.Time.UnixNanoseconds);
        if (_count == 0 || at < _openAt)
        {
            (_open, _openAt) = (price, at);
        }

        if (_count == 0 || at >= _closeAt)
        {
            (Close, _closeAt) = (price, at);
        }

        (_high, _low) = _count == 0 ? (price, price) : (Math.Max(_high, price), Math.Min(_low, price));
        (_turnover, _volume) = (turnover, _volume + trade.Size);
        _count++;
        _hasLive |= !trade.IsBackfill;
        return true;
    }

    /// <summary>The bar as it is now; the next one made is its next revision.</summary>
    /// <param name="symbol">Whose bar it is.</param>
    /// <param name="interval">How long it is.</param>
    /// <param name="source">The context of the trade that caused it; none for an empty bar.</param>
    /// <param name="isOld">Whether a bar without trades is backfill; others know by their trades.</param>
    public Bar Tell(string symbol, TimeSpan interval, SourceContext source, bool isOld = false) => new()
    {
        Symbol = symbol,
        Time = Timestamp.FromUnixMilliseconds(Index * (interval.Ticks / TimeSpan.TicksPerMillisecond)),
        Interval = interval,
        Open = _count == 0 ? Close : _open,
        High = _count == 0 ? Close : _high,
        Low = _count == 0 ? Close : _low,
        Close = Close,
        Volume = _volume,
        Vwap = _volume == 0 ? null : _turnover / _volume,
        Trades = _count,
        Revision = Told++,
        IsBackfill = _count > 0 ? !_hasLive : isOld,
        Source = source,
    };
}
