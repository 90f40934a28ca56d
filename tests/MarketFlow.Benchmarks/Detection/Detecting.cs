using System.Reactive.Concurrency;

namespace MarketFlow.Benchmarks;

/// <summary>The detectors as they are measured: with their defaults.</summary>
internal static class Detecting
{
    private static readonly HistoricalScheduler _standing = new(new DateTimeOffset(2026, 3, 9, 14, 0, 0, TimeSpan.Zero));

    public static IObservable<MarketEvent> HighLow(IObservable<Trade> trades) => trades.DetectHighLow();

    public static IObservable<MarketEvent> Trend(IObservable<Trade> trades) => trades.DetectTrend();

    public static IObservable<MarketEvent> Surge(IObservable<Trade> trades) => trades.DetectSurge();

    public static IObservable<MarketEvent> BarsFromTrades(IObservable<Trade> trades) => trades.AggregateBars(TimeSpan.FromMinutes(1), _standing);

    public static IObservable<MarketEvent> FairValue(IObservable<MarketEvent> events) => events.DetectFairValue();

    public static IObservable<MarketEvent> VolumeSurge(IObservable<Bar> bars) => bars.DetectVolumeSurge();

    public static IObservable<MarketEvent> SignificantMove(IObservable<Bar> bars) => bars.DetectSignificantMove();

    public static IObservable<MarketEvent> CloseAtExtreme(IObservable<Bar> bars) => bars.DetectCloseAtExtreme();

    public static IObservable<MarketEvent> BarGap(IObservable<Bar> bars) => bars.DetectBarGap();
}
