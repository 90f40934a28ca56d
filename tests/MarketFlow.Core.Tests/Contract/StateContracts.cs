using System.Reactive.Disposables;
using MarketFlow.Testing;
using static MarketFlow.Tests.TestBars;

namespace MarketFlow.Tests;

public sealed class LatestByKeyContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.LatestByKey);

    protected override IReadOnlyList<string> Delegates => ["keyOf", "retain", "replaces"];

    // An event is emitted whether or not there is an observer.
    protected override bool CountsDeliveries => false;

    protected override bool IsMulticast => true;

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        new SubscribingObservable<Signal>(observer =>
        {
            var latest = source.LatestByKey(
                value => setup.Hooks.Key("keyOf", value.Key),
                TimeSpan.FromHours(1),
                setup.Clock,
                setup.Stage,
                retain: value => setup.Hooks.Call("retain", value),
                replaces: (_, _) => setup.Hooks.Call("replaces", value: true));
            var subscription = latest.Subscribe(observer);
            return StableCompositeDisposable.Create(latest.Connect(), subscription);
        });
}

public sealed class NumberRevisionsContractTests : OperatorContract<MarketEvent, MarketEvent>
{
    public override string Operator => nameof(FlowOperators.NumberRevisions);

    protected override IReadOnlyList<MarketEvent> Scenario { get; } = [Bar(0), Bar(0, close: 101), Bar(1)];

    protected override IObservable<MarketEvent> Apply(IObservable<MarketEvent> source, OperatorSetup setup) => source.NumberRevisions(maxSeries: 1_000, stage: setup.Stage);

    protected override MarketEvent Distinct(int number) => Bar(0, symbol: $"S{number}");
}

public sealed class ResolveConflictsContractTests : OperatorContract<Detection, Detection>
{
    public override string Operator => nameof(FlowOperators.ResolveConflicts);

    protected override IReadOnlyList<Detection> Scenario { get; } = [Found("A", 1), Found("A", 2), Found("B", 3)];

    protected override IObservable<Detection> Apply(IObservable<Detection> source, OperatorSetup setup) => source.ResolveConflicts(new(), setup.Clock, setup.Stage);

    protected override Detection Distinct(int number) => Found($"S{number}", 1);

    private static Detection Found(string symbol, decimal price) =>
        new() { Kind = DetectionKinds.HighLow, Symbol = symbol, Time = VirtualMarketClock.Open, Price = price };
}

public sealed class MarketPipelineContractTests : OperatorContract<MarketEvent, MarketEvent>
{
    public override string Operator => nameof(MarketPipeline);

    protected override IReadOnlyList<MarketEvent> Scenario { get; } =
    [
        Trade(1), Bar(0), Trade(2), new FairMarketValue { Symbol = "A", Time = VirtualMarketClock.Open, Price = 100 },
        new Status { Kind = "halt", Symbol = "A", Time = VirtualMarketClock.Open },
    ];

    protected override bool CountsDeliveries => false;

    protected override IObservable<MarketEvent> Apply(IObservable<MarketEvent> source, OperatorSetup setup) => new MarketPipeline(source, new(), setup.Clock, setup.Ledger);

    protected override long MostBytesLeft => 1_000_000;

    // It opens its stages in a ledger, once.
    protected override bool IsForOneSubscription => true;

    protected override MarketEvent Distinct(int number) => Trade(1, $"S{number}");

    // Without a source: what was received in 1970 would have expired.
    private static Trade Trade(decimal price, string symbol = "A") => new() { Symbol = symbol, Time = VirtualMarketClock.Open, Price = price, Size = 1 };
}
