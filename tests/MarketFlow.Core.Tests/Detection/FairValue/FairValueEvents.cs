using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Trades and values to test with: seconds from noon in New York on Monday, 9 March 2026.</summary>
internal static class FairValueEvents
{
    private static readonly Frame _frame = new("test", 1, default, default);

    public static readonly DateTimeOffset Noon = new(2026, 3, 9, 16, 0, 0, TimeSpan.Zero);

    public static Trade Trade(double second, decimal price, string symbol = "A") =>
        new() { Symbol = symbol, Time = Noon.AddSeconds(second), Price = price, Size = 1 };

    public static FairMarketValue Value(double second, decimal price, string symbol = "A") =>
        new() { Symbol = symbol, Time = Noon.AddSeconds(second), Price = price };

    /// <summary>What the detector finds in events, which are numbered from 0; the grammar is checked.</summary>
    public static List<FairValueTelling> Run(this IEnumerable<MarketEvent> events, FairValueOptions? options = null)
    {
        var seen = new RecordingObserver<Detection>();
        var numbered = events.Select((one, number) => one with { Source = new(_frame, 0, 0, number) });
        using var subscription = numbered.ToObservable().DetectFairValue(options).Subscribe(seen);
        seen.AssertGrammar();
        Assert.True(seen.IsCompleted);
        return [.. seen.Values.Select(FairValueTelling.Of)];
    }
}

/// <summary>What a detection about a value tells, and which value caused it.</summary>
internal sealed record FairValueTelling(
    int Cause, FairValueFinding Finding, string? Direction, decimal Price, decimal LastTrade, decimal Deviation)
{
    public static FairValueTelling Of(Detection found)
    {
        var detail = Assert.IsType<FairValueDetail>(found.Detail);
        Assert.Equal(DetectionKinds.FairMarketValue, found.Kind);
        return new((int)found.Source.Sequence!, detail.Finding, found.Direction, found.Price, detail.LastTradePrice, detail.Deviation);
    }
}
