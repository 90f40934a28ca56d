namespace MarketFlow;

/// <summary>The trades with the highest, or the lowest, prices of a period: so many that some may be cancelled.</summary>
/// <remarks>
/// Of all other trades the best price is known, but not which they are. So the extreme is exact after any number of cancels, but where all
/// kept trades are cancelled and a trade that is not kept, at exactly that best price, as well.
/// Memory: <see cref="Kept"/> trades of about 130 bytes.
/// </remarks>
/// <param name="direction">Above 0 for the highest prices, below 0 for the lowest.</param>
internal sealed class Extremes(int direction)
{
    public const int Kept = 8;
    private readonly Entry[] _best = new Entry[Kept];
    private int _count;
    private decimal _otherPrice;
    private bool _hasOthers;
    private bool _isOtherPriceSure = true;

    /// <summary>The extreme; 0 where no trade is left.</summary>
    public decimal Price => _count > 0 ? _best[0].Price : _hasOthers ? _otherPrice : 0;

    /// <summary>The extreme of the trades that added to the volume, or beyond it; 0 where no trade is left.</summary>
    public decimal TradedPrice
    {
        get
        {
            for (var i = 0; i < _count; i++)
            {
                if (_best[i].Volume > 0)
                {
                    return _best[i].Price;
                }
            }

            return _hasOthers ? _otherPrice : 0;
        }
    }

    /// <summary>False where cancels left too few trades to know the extreme.</summary>
    public bool IsSure => _count > 0 || _isOtherPriceSure;

    /// <param name="trade">A trade that may set high and low.</param>
    /// <param name="volume">What it added to the volume.</param>
    /// <param name="isLate">Whether it is older than the newest, and so of no second.</param>
    public void Add(Trade trade, decimal volume, bool isLate)
    {
        var price = trade.Price;
        if (_count == Kept && !IsBetter(price, _best[Kept - 1].Price))
        {
            AddOther(price);
            return;
        }

        if (_hasOthers && IsBetter(_otherPrice, price))
        {
            return; // one of those that are not kept may be better than this one
        }

        if (_count == Kept)
        {
            AddOther(_best[--_count].Price);
        }

        var place = _count++;
        while (place > 0 && IsBetter(price, _best[place - 1].Price))
        {
            _best[place] = _best[place - 1];
            place--;
        }

        _best[place] = new(trade.Identity, price, volume, isLate ? null : Tape.SecondOf(trade.Time.UnixNanoseconds), trade.Time);
    }

    /// <summary>Takes a cancelled trade out.</summary>
    /// <param name="change">What is known of it.</param>
    /// <param name="removed">The trade as it was kept.</param>
    /// <returns>False where it is not kept: then it is not the extreme, but where <see cref="IsSure"/> says so.</returns>
    public bool TryRemove(TradeChange change, out Entry removed)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_best[i].Trade == change.Trade)
            {
                removed = _best[i];
                _best.AsSpan(i + 1, _count - i - 1).CopyTo(_best.AsSpan(i));
                _best[--_count] = default;
                return true;
            }
        }

        removed = default;
        _isOtherPriceSure &= !_hasOthers || (change.Price is { } price && price != _otherPrice);
        return false;
    }

    public void Clear()
    {
        _best.AsSpan().Clear();
        (_count, _otherPrice, _hasOthers, _isOtherPriceSure) = (0, 0, false, true);
    }

    private void AddOther(decimal price)
    {
        if (!_hasOthers || !IsBetter(_otherPrice, price))
        {
            (_otherPrice, _hasOthers, _isOtherPriceSure) = (price, true, true);
        }
    }

    private bool IsBetter(decimal price, decimal than) => direction > 0 ? price > than : price < than;

    /// <summary>A trade that is kept.</summary>
    /// <param name="Trade">Its identity; none where it has none and so cannot be cancelled.</param>
    /// <param name="Price">Its price.</param>
    /// <param name="Volume">What it added to the volume.</param>
    /// <param name="Second">The second to whose volume it was added; null where it was late.</param>
    /// <param name="Time">Its time.</param>
    internal readonly record struct Entry(EventKey? Trade, decimal Price, decimal Volume, long? Second, Timestamp Time);
}
