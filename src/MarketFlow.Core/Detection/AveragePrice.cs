namespace MarketFlow;

/// <summary>The volume-weighted average price of trades. A field of its owner: it is changed in place.</summary>
/// <remarks>
/// Sums are decimals, exact for as long as their digits fit 28. Rounding beyond that never takes the average out of the lowest and highest
/// price of the trades. Trades without size count neither way.
/// </remarks>
internal struct AveragePrice
{
    private decimal _volume;
    private decimal _low;
    private decimal _high;

    /// <summary>Σ price × size.</summary>
    public decimal Turnover { get; private set; }

    /// <summary>The average; null where nothing was traded.</summary>
    public readonly decimal? Value => _volume > 0 ? Math.Clamp(Turnover / _volume, _low, _high) : null;

    /// <summary>The average to ten decimals, for people; the lowest or the highest price where rounding would leave their range.</summary>
    public readonly decimal? Rounded => Value is { } value ? Math.Clamp(Figures.RoundedPrice(value), _low, _high) : null;

    /// <summary>Adds a trade.</summary>
    /// <param name="price">Its price; above 0.</param>
    /// <param name="size">Its size; 0 or more.</param>
    /// <param name="largest">The largest turnover.</param>
    /// <returns>False where the turnover would be larger: then nothing is added.</returns>
    public bool TryAdd(decimal price, decimal size, decimal largest)
    {
        var turnover = Turnover + (price * size);
        if (turnover > largest)
        {
            return false;
        }

        if (size > 0)
        {
            (_low, _high) = _volume == 0 ? (price, price) : (Math.Min(_low, price), Math.Max(_high, price));
            (Turnover, _volume) = (turnover, _volume + size);
        }

        return true;
    }

    /// <summary>Takes a trade out.</summary>
    /// <param name="price">Its price.</param>
    /// <param name="size">Its size.</param>
    /// <param name="low">The lowest price of the trades that remain, or a lower one; 0 where none remains.</param>
    /// <param name="high">The highest price of the trades that remain, or a higher one; 0 where none remains.</param>
    public void Remove(decimal price, decimal size, decimal low, decimal high)
    {
        (_low, _high) = (Math.Max(_low, low), Math.Min(_high, high));
        if (_low > _high)
        {
            this = default; // no trade remains, only what rounding left of the sums
            return;
        }

        Turnover = Math.Max(0, Turnover - (price * size));
        _volume = Math.Max(0, _volume - size);
    }
}
