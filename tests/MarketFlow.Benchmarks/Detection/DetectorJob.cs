using System.Globalization;

namespace MarketFlow.Benchmarks;

/// <summary>What detectors are given: every symbol in turn, evenly spaced in event time from 10:00 in New York; quiet but for one event in a thousand.</summary>
/// <param name="symbols">How many symbols.</param>
internal sealed class DetectorJob(int symbols)
{
    /// <summary>Events per pass.</summary>
    public const int Length = 1 << 16;

    private static readonly Timestamp _start = new DateTimeOffset(2026, 3, 9, 14, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _tradeEvery = TimeSpan.FromSeconds(5);
    private readonly string[] _names = [.. Enumerable.Range(0, symbols).Select(symbol => string.Create(CultureInfo.InvariantCulture, $"S{symbol}"))];

    /// <summary>A trade of each symbol every five seconds.</summary>
    public Trade Trade(long number) => new()
    {
        Symbol = Name(number),
        Time = TimeOf(number, _tradeEvery),
        Price = PriceOf(number, 3),
        Size = 100 + (Mix(number) % 3),
    };

    /// <summary>A bar of each symbol every minute.</summary>
    public Bar Bar(long number)
    {
        var (open, close, isLoud) = (PriceOf(number, 0), PriceOf(number, 3), Mix(number) % 1_000 == 0);
        return new()
        {
            Symbol = Name(number),
            Time = _start + (number / symbols * _minute),
            Interval = _minute,
            Open = open,
            High = Math.Max(open, close) + (isLoud ? 0 : 0.5m),
            Low = Math.Min(open, close) - 0.5m,
            Close = close,
            Volume = isLoud ? 1_000 : 100,
        };
    }

    /// <summary>A trade and a value of each symbol in turn, one of them every five seconds.</summary>
    public MarketEvent TradeOrValue(long number) => number / symbols % 2 == 0
        ? Trade(number)
        : new FairMarketValue { Symbol = Name(number), Time = TimeOf(number, _tradeEvery), Price = PriceOf(number, 3) };

    /// <summary>How many events of trades, or of values, make so many minutes.</summary>
    public long TradesIn(int minutes) => symbols * (minutes * _minute.Ticks / _tradeEvery.Ticks);

    /// <summary>How many bars make so many minutes.</summary>
    public long BarsIn(int minutes) => (long)symbols * minutes;

    private string Name(long number) => _names[number % symbols];

    private Timestamp TimeOf(long number, TimeSpan every) => _start + new TimeSpan((long)(every.Ticks * ((double)number / symbols)));

    // 100.00 to 100.07, and now and then some percent more.
    private static decimal PriceOf(long number, int percent) =>
        new decimal((int)(10_000 + (Mix(number) & 7) + (Mix(number) % 1_000 == 0 ? percent * 100 : 0)), 0, 0, isNegative: false, scale: 2);

    private static long Mix(long number) => (long)((ulong)(number + 1) * 0x9E37_79B9_7F4A_7C15 >> 33);
}
