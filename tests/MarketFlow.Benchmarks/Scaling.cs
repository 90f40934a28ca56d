using BenchmarkDotNet.Attributes;

namespace MarketFlow.Benchmarks;

/// <summary>Claim: an event costs the same within 1.5 times whether there are 1,000 symbols or 32,000.</summary>
public class Scaling : ChainRuns
{
    private static readonly Dedup _dedup = Enum.GetValues<Dedup>()[^1];

    [Params(1_000, 4_000, 16_000, 32_000)]
    public int Symbols { get; set; }

    [GlobalSetup(Target = nameof(HandLoop))]
    public void OpenHandLoop() => Open(job => new HandLoop<KeysByTime, AddUp>(job.Symbols, new(), new()), Symbols);

    [Benchmark(Baseline = true, OperationsPerInvoke = MarketJob.Length)]
    public ulong HandLoop() => Pass();

    [GlobalSetup(Target = nameof(MarketFlow))]
    public void OpenMarketFlow() =>
        Open(job => new MarketFlowChain((source, clock) => source.Unique(_dedup, clock).Prioritised(job.Symbols, clock)), Symbols);

    [Benchmark(OperationsPerInvoke = MarketJob.Length)]
    public ulong MarketFlow() => Pass();

    [GlobalSetup(Target = nameof(MarketFlowRecords))]
    public void OpenRecords() => Open(
        job => new MarketEventChain(job.Symbols, (source, states, clock) =>
            MarketEventChain.Prioritised(source.Deduplicate(MarketEventChain.KeyOf, MarketJob.Window, clock), states, clock)),
        Symbols);

    [Benchmark(OperationsPerInvoke = MarketJob.Length)]
    public ulong MarketFlowRecords() => Pass();
}

/// <summary>What more lanes cost: the chain with its events spread over lanes by symbol, against the same routes without lanes.</summary>
public class LaneScaling : ChainRuns
{
    private static readonly Dedup _dedup = Enum.GetValues<Dedup>()[^1];

    [Params(1, 4, 16)]
    public int Lanes { get; set; }

    [GlobalSetup(Target = nameof(WithoutLanes))]
    public void OpenWithoutLanes() => Open(job => new MarketFlowChain(
        (source, clock) => source.Unique(_dedup, clock).Spread(job.Symbols, Lanes), isInOrder: false, Parts.Unique | Parts.State));

    [Benchmark(Baseline = true, OperationsPerInvoke = MarketJob.Length)]
    public ulong WithoutLanes() => Pass();

    [GlobalSetup(Target = nameof(MarketFlow))]
    public void OpenMarketFlow() => Open(job => new MarketFlowChain(
        (source, clock) => source.Unique(_dedup, clock).SpreadOverLanes(job.Symbols, Lanes, clock), isInOrder: false, Parts.Unique | Parts.State));

    [Benchmark(OperationsPerInvoke = MarketJob.Length)]
    public ulong MarketFlow() => Pass();
}
