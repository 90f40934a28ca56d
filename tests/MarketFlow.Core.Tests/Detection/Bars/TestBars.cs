using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Bars to test detectors with: a minute each from 10:00 in New York on Monday, 9 March 2026, unless said otherwise.</summary>
internal static class TestBars
{
    private static readonly Frame _frame = new("test", 1, default, default);

    public static readonly DateTimeOffset Ten = new(2026, 3, 9, 14, 0, 0, TimeSpan.Zero);

    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static Bar Bar(
        int minute, decimal open = 100, decimal? high = null, decimal? low = null, decimal? close = null, decimal volume = 100, int revision = 0, string symbol = "A") =>
        BarAt(Ten + (minute * Minute), open, high, low, close, volume, revision, symbol);

    public static Bar BarAt(
        DateTimeOffset start, decimal open = 100, decimal? high = null, decimal? low = null, decimal? close = null, decimal volume = 100, int revision = 0, string symbol = "A") => new()
        {
            Symbol = symbol,
            Time = start,
            Interval = Minute,
            Open = open,
            High = high ?? Math.Max(open, close ?? open),
            Low = low ?? Math.Min(open, close ?? open),
            Close = close ?? open,
            Volume = volume,
            Revision = revision,
        };

    /// <summary>The bar with a source of its own, so that a detection can be told to be its.</summary>
    public static Bar Numbered(this Bar bar, long number) => bar with { Source = new(_frame, 0, 0, number) };

    /// <summary>What a detector finds in bars, which are numbered from 0; the grammar is checked.</summary>
    public static List<BarTelling> Run(this IEnumerable<Bar> bars, Func<IObservable<Bar>, IObservable<Detection>> detect)
    {
        var seen = new RecordingObserver<Detection>();
        using var subscription = detect(bars.Select((bar, number) => bar.Numbered(number)).ToObservable()).Subscribe(seen);
        seen.AssertGrammar();
        Assert.True(seen.IsCompleted);
        return [.. seen.Values.Select(BarTelling.Of)];
    }
}
