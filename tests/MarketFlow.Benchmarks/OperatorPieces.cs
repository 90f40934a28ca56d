using System.Reactive.Linq;
using BenchmarkDotNet.Attributes;

namespace MarketFlow.Benchmarks;

/// <summary>What each operator of the chain costs: the chain, and the chain with one piece less and less.</summary>
/// <remarks>The difference of two neighbours is what the piece costs. The first rows are single pieces in front of the same sink.</remarks>
public class OperatorPieces : ChainRuns
{
    private static readonly Dedup _dedup = Enum.GetValues<Dedup>()[^1];

    [GlobalSetup(Target = nameof(SourceOnly))]
    public void OpenSourceOnly() => Open(_ => new MarketFlowChain((source, _) => source, parts: Parts.None));

    [Benchmark(Baseline = true, OperationsPerInvoke = MarketJob.Length)]
    public ulong SourceOnly() => Pass();

    [GlobalSetup(Target = nameof(UniqueByClock))]
    public void OpenUniqueByClock() => Open(_ => new MarketFlowChain((source, clock) => source.Unique(Dedup.ByClock, clock), parts: Parts.Unique));

    [Benchmark(OperationsPerInvoke = MarketJob.Length)]
    public ulong UniqueByClock() => Pass();

    [GlobalSetup(Target = nameof(Unique))]
    public void OpenUnique() => Open(_ => new MarketFlowChain((source, clock) => source.Unique(_dedup, clock), parts: Parts.Unique));

    [Benchmark(OperationsPerInvoke = MarketJob.Length)]
    public ulong Unique() => Pass();

    [GlobalSetup(Target = nameof(UniqueState))]
    public void OpenUniqueState() => Open(job => new MarketFlowChain(
        (source, clock) => source.Unique(_dedup, clock).Select(new SymbolStates(job.Symbols).Apply), parts: Parts.Unique | Parts.State));

    [Benchmark(OperationsPerInvoke = MarketJob.Length)]
    public ulong UniqueState() => Pass();

    [GlobalSetup(Target = nameof(UniqueRouteState))]
    public void OpenUniqueRouteState() => Open(job => new MarketFlowChain(
        (source, clock) => source.Unique(_dedup, clock).Routed(job.Symbols), parts: Parts.Unique | Parts.State));

    [Benchmark(OperationsPerInvoke = MarketJob.Length)]
    public ulong UniqueRouteState() => Pass();

    [GlobalSetup(Target = nameof(UniqueRouteStateMerge))]
    public void OpenAll() => Open(job => new MarketFlowChain((source, clock) => source.Unique(_dedup, clock).Prioritised(job.Symbols, clock)));

    [Benchmark(OperationsPerInvoke = MarketJob.Length)]
    public ulong UniqueRouteStateMerge() => Pass();

    [GlobalSetup(Target = nameof(UniqueRouteStateMergeLedger))]
    public void OpenAllAccounted() => Open(job =>
    {
        var ledger = new Ledger();
        return new MarketFlowChain((source, clock) => source.Unique(_dedup, clock, ledger.Stage("dedup")).Prioritised(job.Symbols, clock, ledger));
    });

    [Benchmark(OperationsPerInvoke = MarketJob.Length)]
    public ulong UniqueRouteStateMergeLedger() => Pass();

    [GlobalSetup(Target = nameof(RouteStateMerge))]
    public void OpenRouteStateMerge() => Open(job => new MarketFlowChain(
        (source, clock) => source.Prioritised(job.Symbols, clock), parts: Parts.State | Parts.Order));

    [Benchmark(OperationsPerInvoke = MarketJob.Length)]
    public ulong RouteStateMerge() => Pass();

    [GlobalSetup(Target = nameof(MergeOfOneLane))]
    public void OpenOneLane() => Open(_ => new MarketFlowChain(
        (source, clock) => FlowOperators.PriorityMerge([source.InLane(new() { Name = "all", Capacity = Steps.TurnLength })], clock), parts: Parts.None));

    [Benchmark(OperationsPerInvoke = MarketJob.Length)]
    public ulong MergeOfOneLane() => Pass();

    [GlobalSetup(Target = nameof(RouteOnly))]
    public void OpenRouteOnly() => Open(_ => new MarketFlowChain(
        (source, _) => source.RouteBy(
            value => value.Kind, routes => FlowOperators.MergeRoutes([.. Enum.GetValues<TickKind>().Select(kind => routes[kind])])),
        parts: Parts.None));

    [Benchmark(OperationsPerInvoke = MarketJob.Length)]
    public ulong RouteOnly() => Pass();

    [GlobalSetup(Target = nameof(StateOnly))]
    public void OpenStateOnly() => Open(job => new MarketFlowChain(
        (source, _) => source.Select(new SymbolStates(job.Symbols).Apply), parts: Parts.State));

    [Benchmark(OperationsPerInvoke = MarketJob.Length)]
    public ulong StateOnly() => Pass();
}
