using static MarketFlow.Tests.Prints;

namespace MarketFlow.Tests;

/// <summary>The contract of a detector of trades, kept over trades and the changes of trades.</summary>
public abstract class TradeDetectorContract : OperatorContract<MarketEvent, Detection>
{
    protected override IReadOnlyList<string> Delegates => ["eligibility"];

    // States are forgotten by the receive times of other events, at most so many at a time.
    protected override MarketEvent Distinct(int number) => Print("11:00", 100, symbol: $"S{number}");
}

public sealed class DetectHighLowContractTests : TradeDetectorContract
{
    public override string Operator => nameof(FlowOperators.DetectHighLow);

    protected override IReadOnlyList<MarketEvent> Scenario { get; } = [Print("11:00", 100), Print("11:00:05", 101), Print("11:00:10", 102)];

    protected override IObservable<Detection> Apply(IObservable<MarketEvent> source, OperatorSetup setup) =>
        source.DetectHighLow(new() { MaxSymbols = 100, Eligibility = _ => setup.Hooks.Call("eligibility", TradeUpdates.All) }, setup.Stage);
}

public sealed class DetectTrendContractTests : TradeDetectorContract
{
    public override string Operator => nameof(FlowOperators.DetectTrend);

    protected override IReadOnlyList<MarketEvent> Scenario { get; } =
        [.. Enumerable.Range(0, 40).Select(number => Print(At("11:00") + TimeSpan.FromSeconds(number * 5), 100 + Math.Max(0, number - 18)))];

    protected override IObservable<Detection> Apply(IObservable<MarketEvent> source, OperatorSetup setup) =>
        source.DetectTrend(new() { MaxSymbols = 100, Eligibility = _ => setup.Hooks.Call("eligibility", TradeUpdates.All) }, setup.Stage);
}

public sealed class DetectSurgeContractTests : TradeDetectorContract
{
    public override string Operator => nameof(FlowOperators.DetectSurge);

    protected override IReadOnlyList<MarketEvent> Scenario { get; } =
        [.. Enumerable.Range(0, 20).Select(number => Print(At("11:00") + TimeSpan.FromSeconds(number), 100)), Print("11:00:20", 110, 1_000), Print("11:00:40", 130, 1_000)];

    protected override IObservable<Detection> Apply(IObservable<MarketEvent> source, OperatorSetup setup) =>
        source.DetectSurge(new() { MaxSymbols = 100, Eligibility = _ => setup.Hooks.Call("eligibility", TradeUpdates.All) }, setup.Stage);
}

public sealed class DetectFairValueContractTests : OperatorContract<MarketEvent, Detection>
{
    public override string Operator => nameof(FlowOperators.DetectFairValue);

    protected override IReadOnlyList<MarketEvent> Scenario { get; } =
        [Print("11:00", 100), Value("11:00:01", 110), Print("11:00:02", 100), Value("11:00:03", 111)];

    protected override IReadOnlyList<string> Delegates => ["eligibility"];

    protected override IObservable<Detection> Apply(IObservable<MarketEvent> source, OperatorSetup setup) =>
        source.DetectFairValue(new() { MaxSymbols = 100, Eligibility = _ => setup.Hooks.Call("eligibility", TradeUpdates.All) }, setup.Stage);

    protected override MarketEvent Distinct(int number) => Print("11:00", 100, symbol: $"S{number}");

    private static FairMarketValue Value(string time, decimal price) => new() { Symbol = "AAPL", Time = At(time), Price = price };
}
