using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Trades to make bars of: seconds from the open, in bars of ten seconds.</summary>
internal static class TestTrades
{
    private static readonly Frame _frame = new("test", 1, default, default);

    public static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    public static DateTimeOffset Open => VirtualMarketClock.Open;

    public static Trade Trade(double second, decimal price = 100, decimal size = 1, string symbol = "A", long number = 0) => new()
    {
        Symbol = symbol,
        Time = Open.AddSeconds(second),
        Price = price,
        Size = size,
        Source = new(_frame, 0, 0, number),
    };
}

/// <summary>What a bar tells, and which trade caused it.</summary>
internal sealed record BarTold(
    string Symbol, double Start, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume, decimal? Vwap, long? Trades, int Revision, bool IsBackfill, long? Cause)
{
    public static BarTold Of(Bar bar) => new(
        bar.Symbol, (bar.Time.ToDateTimeOffset() - TestTrades.Open).TotalSeconds, bar.Open, bar.High, bar.Low, bar.Close, bar.Volume, bar.Vwap, bar.Trades, bar.Revision, bar.IsBackfill, bar.Source.Sequence);

    /// <summary>A bar of one price, for examples in which only a few things matter.</summary>
    public static BarTold Flat(double start, decimal price, decimal volume, long trades, int revision = 0, string symbol = "A", long? cause = 0) =>
        new(symbol, start, price, price, price, price, volume, volume == 0 ? null : price, trades, revision, IsBackfill: false, cause);
}
