using System.Globalization;

namespace MarketFlow.Tests;

/// <summary>Trades as tests write them: by the clock on the wall in New York, on 9 March 2026, a full day.</summary>
internal static class Prints
{
    private static readonly DateTimeOffset _midnight = new(2026, 3, 9, 0, 0, 0, TimeSpan.FromHours(-4));

    /// <summary>An instant of that day, e.g. <c>10:00:00.5</c>.</summary>
    public static Timestamp At(string time) => _midnight + TimeSpan.Parse(time, CultureInfo.InvariantCulture);

    /// <summary>A number as a test's data write it, for attributes know no decimals.</summary>
    public static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    public static Trade Print(string time, decimal price, decimal size = 100, string symbol = "AAPL") => Print(At(time), price, size, symbol);

    public static Trade Print(Timestamp time, decimal price, decimal size = 100, string symbol = "AAPL") =>
        new() { Symbol = symbol, Time = time, Price = price, Size = size };

    /// <summary>What a detector finds in trades.</summary>
    public static List<Detection> Found(this IEnumerable<Trade> trades, Func<IObservable<Trade>, IObservable<Detection>> detect)
    {
        List<Detection> found = [];
        HandSource<Trade> feed = new();
        using var subscription = detect(feed).Subscribe(found.Add);
        foreach (var trade in trades)
        {
            feed.Observer.OnNext(trade);
        }

        return found;
    }
}
