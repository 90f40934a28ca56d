using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Tests;

/// <summary>Futures have prices of any sign, and detectors take ratios of prices: they skip what is not above zero, and survive it.</summary>
public sealed class SignedPricesTests
{
    private static readonly Timestamp _start = Timestamp.Parse("2026-03-09T14:30:00Z");

    [Fact]
    public void Change_nothing_for_the_prices_above_zero() => Prop.ForAll(
        ArbMap.Default.ArbFor<(sbyte Cents, byte Gap)[]>(),
        steps => Detections(steps).SequenceEqual(Detections([.. steps.Where(step => step.Cents > 0)], gapsOf: steps))).QuickCheckThrowOnFailure();

    // Trades, bars and values of one symbol at these prices, through every detector; the times are those of all steps.
    private static List<(string Kind, Timestamp Time, decimal Price)> Detections((sbyte Cents, byte Gap)[] steps, (sbyte Cents, byte Gap)[]? gapsOf = null)
    {
        List<(string, Timestamp, decimal)> found = [];
        Subject<Trade> trades = new();
        Subject<Bar> bars = new();
        Subject<MarketEvent> both = new();
        using var highLow = trades.DetectHighLow().Subscribe(Add);
        using var trend = trades.DetectTrend().Subscribe(Add);
        using var surge = trades.DetectSurge().Subscribe(Add);
        using var gap = bars.DetectBarGap().Subscribe(Add);
        using var move = bars.DetectSignificantMove().Subscribe(Add);
        using var extreme = bars.DetectCloseAtExtreme().Subscribe(Add);
        using var volume = bars.DetectVolumeSurge().Subscribe(Add);
        using var value = both.DetectFairValue().Subscribe(Add);
        var time = _start;
        var isPositiveOnly = gapsOf is not null;
        foreach (var (cents, step) in gapsOf ?? steps)
        {
            time += TimeSpan.FromMilliseconds(step * 20);
            if (isPositiveOnly && cents <= 0)
            {
                continue;
            }

            Trade trade = new() { Symbol = "CL", Time = time, Price = cents, Size = 1 };
            trades.OnNext(trade);
            both.OnNext(trade);
            both.OnNext(new FairMarketValue { Symbol = "CL", Time = time, Price = cents + 1 - (cents <= 0 ? 2 : 0) });
            bars.OnNext(new() { Symbol = "CL", Time = time, Interval = TimeSpan.FromSeconds(1), Open = cents, High = cents, Low = cents, Close = cents, Volume = 1 });
        }

        return found;

        void Add(Detection detection) => found.Add((detection.Kind, detection.Time, detection.Price));
    }
}
