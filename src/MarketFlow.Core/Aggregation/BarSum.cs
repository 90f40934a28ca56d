namespace MarketFlow;

/// <summary>What the trades of one interval add up to. A place in an array: it is changed where it stands.</summary>
/// <remarks>Sums are decimals: exact for as long as their digits fit 28. An average price is within the range of its trades in any case.</remarks>
internal struct BarSum
{
    private const decimal LargestTurnover = 1e27m;
    private long _openAt;
    private long _closeAt;
    private decimal _open;
    private decimal _close;
    private decimal _high;
    private decimal _low;
    private AveragePrice _average;
    private decimal _volume;
    private decimal _before;
    private decimal _emittedClose;
    private long _count;
    private bool _hasRange;
    private bool _hasClose;
    private bool _hasFirst;
    private bool _hasLive;

    /// <summary>Which interval it is, counted from the Unix epoch.</summary>
    public long Index { get; private set; }

    /// <summary>How often it was emitted: the number of its next revision.</summary>
    public int Revisions { get; private set; }

    /// <summary>The trades, where they are kept for cancels; null where they are not, or were too many.</summary>
    public List<KeptTrade>? Kept { get; set; }

    /// <summary>The price at its end; before trades have set one, the close it began at.</summary>
    public readonly decimal Close => _hasClose ? _close : _before > 0 ? _before : _close;

    /// <summary>Whether its trades have set prices: others make no bar, for there is no price to give it.</summary>
    public readonly bool HasPrices => _hasClose || (_hasRange && (_before > 0 || _hasFirst));

    public static BarSum Blank => new() { Index = long.MinValue };

    /// <summary>A bar without trades yet.</summary>
    /// <param name="index">Which interval.</param>
    /// <param name="revisions">1 where it was emitted as an empty bar before.</param>
    /// <param name="close">The close before it; 0 where there is none and it is not to be emitted empty.</param>
    public static BarSum Begin(long index, int revisions = 0, decimal close = 0) => new() { Index = index, Revisions = revisions, _before = close, _emittedClose = revisions > 0 ? close : 0 };

    /// <summary>Adds a trade: whenever it comes, open and close are those of the first and the last by time, of equals by arrival.</summary>
    /// <returns>False where the sums would leave their range: a trade without sense, which is not added.</returns>
    public bool TryAdd(in KeptTrade trade)
    {
        var (hasVolume, isPriced) = (trade.Updates.AddsVolume(), trade.Updates.SetsHighLow());
        var volume = _volume + (hasVolume ? trade.Size : 0);
        if (volume > LargestTurnover || (hasVolume && isPriced && !_average.TryAdd(trade.Price, trade.Size, LargestTurnover)))
        {
            return false;
        }

        if (trade.Updates.SetsLast(isFirst: !_hasClose))
        {
            SetClose(in trade);
        }

        if (isPriced)
        {
            (_high, _low) = _hasRange ? (Math.Max(_high, trade.Price), Math.Min(_low, trade.Price)) : (trade.Price, trade.Price);
            _hasRange = true;
        }

        _volume = volume;
        _count++;
        _hasLive |= !trade.IsBackfill;
        return true;
    }

    /// <summary>The same bar, rebuilt from the trades that are kept.</summary>
    public readonly BarSum Remade()
    {
        BarSum bar = new() { Index = Index, Revisions = Revisions, Kept = Kept, _before = _before, _emittedClose = _emittedClose };
        foreach (var trade in Kept ?? [])
        {
            bar.TryAdd(in trade);
        }

        return bar;
    }

    /// <summary>The bar as it is now; the next one made is its next revision.</summary>
    /// <param name="symbol">Whose bar it is.</param>
    /// <param name="interval">How long it is.</param>
    /// <param name="source">The context of the trade that caused it; none for an empty bar.</param>
    /// <param name="isOld">Whether a bar without trades is backfill; others know by their trades.</param>
    public Bar Emit(string symbol, TimeSpan interval, SourceContext source, bool isOld = false)
    {
        var (open, close) = _hasClose || _before == 0 ? (_open, _close) : (_before, _before);
        if (!HasPrices)
        {
            // Empty, or all its trades were cancelled since it was emitted: there is no other price than the one it had.
            open = close = _emittedClose > 0 ? _emittedClose : _before;
        }

        _emittedClose = close;
        return new()
        {
            Symbol = symbol,
            Time = Timestamp.FromUnixMilliseconds(Index * (interval.Ticks / TimeSpan.TicksPerMillisecond)),
            Interval = interval,
            Open = open,
            High = Math.Max(_hasRange && HasPrices ? _high : close, Math.Max(open, close)),
            Low = Math.Min(_hasRange && HasPrices ? _low : close, Math.Min(open, close)),
            Close = close,
            Volume = _volume,
            Vwap = HasPrices ? _average.Value : null,
            Trades = _count,
            Revision = Revisions++,
            IsBackfill = _count > 0 ? !_hasLive : isOld,
            Source = source,
        };
    }

    // A trade that sets the last price only where there is none gives way to the first one that sets it in any case.
    private void SetClose(in KeptTrade trade)
    {
        var isFirstOnly = !trade.Updates.SetsLast(isFirst: false);
        var isNew = isFirstOnly ? !_hasFirst : !_hasClose;
        if (isNew || trade.Time < _openAt)
        {
            (_open, _openAt) = (trade.Price, trade.Time);
        }

        if (isNew || trade.Time >= _closeAt)
        {
            (_close, _closeAt) = (trade.Price, trade.Time);
        }

        _hasFirst |= isFirstOnly;
        _hasClose |= !isFirstOnly;
    }
}
