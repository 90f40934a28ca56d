using BenchmarkDotNet.Attributes;

namespace MarketFlow.Benchmarks;

/// <summary>Claim: what a detector costs per event is flat within 1.5 times from 8,000 to 32,000 symbols, and from 12 minutes of history to 36.</summary>
/// <remarks>What memory a symbol takes, <see cref="DetectorMemory"/> measures.</remarks>
public class Detectors
{
    private IDetectorRun _run = null!;
    private DetectorJob _job = null!;

    [Params(8_000, 32_000)]
    public int Symbols { get; set; }

    [Params(12, 36)]
    public int Minutes { get; set; }

    [IterationSetup]
    public void MakeNextPass() => _run.Prepare();

    [GlobalSetup(Target = nameof(DictionaryOfPrices))]
    public void OpenDictionary() => OpenTrades(LastPrices.Moves);

    [Benchmark(Baseline = true, OperationsPerInvoke = DetectorJob.Length)]
    public long DictionaryOfPrices() => _run.Pass();

    [GlobalSetup(Target = nameof(HighLow))]
    public void OpenHighLow() => OpenTrades(Detecting.HighLow);

    [Benchmark(OperationsPerInvoke = DetectorJob.Length)]
    public long HighLow() => _run.Pass();

    [GlobalSetup(Target = nameof(Trend))]
    public void OpenTrend() => OpenTrades(Detecting.Trend);

    [Benchmark(OperationsPerInvoke = DetectorJob.Length)]
    public long Trend() => _run.Pass();

    [GlobalSetup(Target = nameof(Surge))]
    public void OpenSurge() => OpenTrades(Detecting.Surge);

    [Benchmark(OperationsPerInvoke = DetectorJob.Length)]
    public long Surge() => _run.Pass();

    [GlobalSetup(Target = nameof(BarsFromTrades))]
    public void OpenAggregate() => OpenTrades(Detecting.BarsFromTrades);

    [Benchmark(OperationsPerInvoke = DetectorJob.Length)]
    public long BarsFromTrades() => _run.Pass();

    [GlobalSetup(Target = nameof(FairValue))]
    public void OpenFairValue() => Open(Detecting.FairValue, static (job, number) => job.TradeOrValue(number), job => job.TradesIn(Minutes));

    [Benchmark(OperationsPerInvoke = DetectorJob.Length)]
    public long FairValue() => _run.Pass();

    [GlobalSetup(Target = nameof(VolumeSurge))]
    public void OpenVolumeSurge() => OpenBars(Detecting.VolumeSurge);

    [Benchmark(OperationsPerInvoke = DetectorJob.Length)]
    public long VolumeSurge() => _run.Pass();

    [GlobalSetup(Target = nameof(SignificantMove))]
    public void OpenSignificantMove() => OpenBars(Detecting.SignificantMove);

    [Benchmark(OperationsPerInvoke = DetectorJob.Length)]
    public long SignificantMove() => _run.Pass();

    [GlobalSetup(Target = nameof(CloseAtExtreme))]
    public void OpenCloseAtExtreme() => OpenBars(Detecting.CloseAtExtreme);

    [Benchmark(OperationsPerInvoke = DetectorJob.Length)]
    public long CloseAtExtreme() => _run.Pass();

    [GlobalSetup(Target = nameof(BarGap))]
    public void OpenBarGap() => OpenBars(Detecting.BarGap);

    [Benchmark(OperationsPerInvoke = DetectorJob.Length)]
    public long BarGap() => _run.Pass();

    private void OpenTrades(Func<IObservable<Trade>, IObservable<MarketEvent>> detect) =>
        Open(detect, static (job, number) => job.Trade(number), job => job.TradesIn(Minutes));

    private void OpenBars(Func<IObservable<Bar>, IObservable<MarketEvent>> detect) =>
        Open(detect, static (job, number) => job.Bar(number), job => job.BarsIn(Minutes));

    private void Open<T>(Func<IObservable<T>, IObservable<MarketEvent>> detect, Func<DetectorJob, long, T> eventOf, Func<DetectorJob, long> history)
        where T : MarketEvent
    {
        DetectorRun<T>.Check(detect, eventOf);
        _job = new(Symbols);
        _run = new DetectorRun<T>(detect, number => eventOf(_job, number), history(_job));
    }
}
