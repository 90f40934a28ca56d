using static MarketFlow.Tests.TestBars;

namespace MarketFlow.Tests;

public sealed class AggregateBarsContractTests : OperatorContract<MarketEvent, Bar>
{
    public override string Operator => nameof(FlowOperators.AggregateBars);

    protected override IReadOnlyList<MarketEvent> Scenario { get; } =
        [TestTrades.Trade(1), TestTrades.Trade(2, 101), TestTrades.Trade(1, symbol: "B"), TestTrades.Trade(12), TestTrades.Trade(3, 102)];

    protected override IReadOnlyList<string> Delegates => ["counts", "eligibility"];

    protected override IObservable<Bar> Apply(IObservable<MarketEvent> source, OperatorSetup setup) =>
        source.AggregateBars(
            TestTrades.TenSeconds,
            setup.Clock,
            new() { MaxSymbols = 100, Counts = _ => setup.Hooks.Call("counts", value: true), Eligibility = _ => setup.Hooks.Call("eligibility", TradeUpdates.All) },
            setup.Stage);

    protected override MarketEvent Distinct(int number) => TestTrades.Trade(1, symbol: $"S{number}");
}

/// <summary>The contract of a detector of bars.</summary>
public abstract class BarDetectorContract : OperatorContract<Bar, Detection>
{
    protected override IReadOnlyList<Bar> Scenario { get; } =
        [.. Enumerable.Range(0, 12).Select(minute => Bar(minute)), Bar(12, open: 110, close: 120, volume: 10_000), Bar(13, open: 130, close: 150, volume: 20_000)];

    protected override Bar Distinct(int number) => Bar(0, symbol: $"S{number}");
}

public sealed class DetectBarGapContractTests : BarDetectorContract
{
    public override string Operator => nameof(FlowOperators.DetectBarGap);

    protected override IObservable<Detection> Apply(IObservable<Bar> source, OperatorSetup setup) => source.DetectBarGap(new() { MaxSeries = 100 }, setup.Stage);
}

public sealed class DetectCloseAtExtremeContractTests : BarDetectorContract
{
    public override string Operator => nameof(FlowOperators.DetectCloseAtExtreme);

    protected override IObservable<Detection> Apply(IObservable<Bar> source, OperatorSetup setup) => source.DetectCloseAtExtreme(new() { MaxSeries = 100 }, setup.Stage);
}

public sealed class DetectSignificantMoveContractTests : BarDetectorContract
{
    public override string Operator => nameof(FlowOperators.DetectSignificantMove);

    protected override IObservable<Detection> Apply(IObservable<Bar> source, OperatorSetup setup) => source.DetectSignificantMove(new() { MaxSeries = 100 }, setup.Stage);
}

public sealed class DetectVolumeSurgeContractTests : BarDetectorContract
{
    public override string Operator => nameof(FlowOperators.DetectVolumeSurge);

    protected override IObservable<Detection> Apply(IObservable<Bar> source, OperatorSetup setup) => source.DetectVolumeSurge(new() { MaxSeries = 100 }, setup.Stage);
}
