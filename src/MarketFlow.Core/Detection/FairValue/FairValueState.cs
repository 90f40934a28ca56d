using System.Numerics;

namespace MarketFlow;

/// <summary>What is known of a symbol's last trade and its last fair market values.</summary>
internal sealed class FairValueState : IdleState<string>
{
    private const int Kept = 4;
    private readonly LastTrade[] _last = new LastTrade[Kept]; // a ring, by time
    private int _newest;
    private int _count;
    private ulong _above; // a bit per measured value, the newest lowest
    private ulong _below;
    private int _measured;
    private long _valueTime = long.MinValue;
    private TradingPeriod _period;

    /// <summary>The price of the last trade; 0 before the first.</summary>
    public decimal TradePrice => _count > 0 ? _last[_newest].Price : 0;

    /// <summary>Its time, in nanoseconds since the Unix epoch.</summary>
    public long TradeTime => _count > 0 ? _last[_newest].Time : long.MinValue;

    /// <summary>True where earlier trades than those that are kept were the last once.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>The side on which the last values are consistent, as it was told: above 0, below 0, or 0 for neither.</summary>
    public int Side { get; set; }

    /// <summary>True where the last trade is of the day of this instant.</summary>
    public bool HasTradeOf(Timestamp time, MarketCalendar calendar) =>
        _count > 0 && calendar.PeriodAt(time).Date == calendar.PeriodAt(Timestamp.FromUnixNanoseconds(TradeTime)).Date;

    /// <summary>Takes a trade as the last, or as one of those before it: by time, of equal times by arrival.</summary>
    public void Traded(in LastTrade trade)
    {
        HasForgotten |= _count == Kept;
        if (_count == 0 || trade.Time >= _last[_newest].Time)
        {
            _newest = (_newest + 1) % Kept;
            _count = Math.Min(_count + 1, Kept);
            _last[_newest] = trade;
            return;
        }

        var age = 1;
        while (age < _count && Before(age).Time > trade.Time)
        {
            age++;
        }

        if (age == Kept)
        {
            return;
        }

        _count = Math.Min(_count + 1, Kept);
        for (var older = _count - 1; older > age; older--)
        {
            Before(older) = Before(older - 1);
        }

        Before(age) = trade;
    }

    /// <summary>Takes a trade out that was cancelled.</summary>
    /// <returns>False where it is not kept.</returns>
    public bool TryRemove(EventKey key, out LastTrade trade)
    {
        for (var age = 0; age < _count; age++)
        {
            if (Before(age).Trade == key)
            {
                trade = Before(age);
                for (; age < _count - 1; age++)
                {
                    Before(age) = Before(age + 1);
                }

                _count--;
                return true;
            }
        }

        trade = default;
        return false;
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

    private ref LastTrade Before(int age) => ref _last[(_newest - age + Kept) % Kept];

    /// <summary>A trade that set the last price.</summary>
    /// <param name="Trade">Its identity; none where it has none and so cannot be cancelled.</param>
    /// <param name="Price">Its price.</param>
    /// <param name="Time">Its time, in nanoseconds since the Unix epoch.</param>
    internal readonly record struct LastTrade(EventKey? Trade, decimal Price, long Time);
}
