using System.Numerics;

namespace MarketFlow;

/// <summary>What is known of a symbol's last trade and its last fair market values.</summary>
internal sealed class FairValueState : IdleState<string>
{
    private ulong _above; // a bit per measured value, the newest lowest
    private ulong _below;
    private int _measured;
    private long _valueTime = long.MinValue;
    private TradingPeriod _period;

    /// <summary>The price of the last trade; 0 before the first.</summary>
    public decimal TradePrice { get; private set; }

    /// <summary>Its time, in nanoseconds since the Unix epoch.</summary>
    public long TradeTime { get; private set; } = long.MinValue;

    /// <summary>The side on which the last values are consistent, as it was told: above 0, below 0, or 0 for neither.</summary>
    public int Side { get; set; }

    /// <summary>Takes a trade as the last, unless a later one is known.</summary>
    public void Traded(Trade trade)
    {
        if (trade.Time.UnixNanoseconds >= TradeTime)
        {
            (TradePrice, TradeTime) = (trade.Price, trade.Time.UnixNanoseconds);
        }
    }

    /// <summary>Takes a value as the newest; a period that changed makes forget how the values before it lay.</summary>
    /// <returns>False where a later value is known.</returns>
    public bool TryEnter(FairMarketValue value, TradingPeriod period)
    {
        if (value.Time.UnixNanoseconds < _valueTime)
        {
            return false;
        }

        _valueTime = value.Time.UnixNanoseconds;
        if (_period != period)
        {
            (_period, _above, _below, _measured, Side) = (period, 0, 0, 0, 0);
        }

        return true;
    }

    /// <summary>Remembers on which side of the last trade a value lay.</summary>
    /// <param name="sign">Above 0, below 0, or 0 for neither.</param>
    /// <param name="window">How many values are looked at; at most 64.</param>
    /// <returns>How many of the window lay above and below; none before there are as many.</returns>
    public (int Above, int Below) Measured(int sign, int window)
    {
        var all = ulong.MaxValue >> (64 - window);
        _above = ((_above << 1) | (sign > 0 ? 1UL : 0)) & all;
        _below = ((_below << 1) | (sign < 0 ? 1UL : 0)) & all;
        _measured = Math.Min(_measured + 1, window);
        return _measured < window ? (0, 0) : (BitOperations.PopCount(_above), BitOperations.PopCount(_below));
    }
}
