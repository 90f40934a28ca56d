namespace MarketFlow.Tests;

public sealed class DeduplicateContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.Deduplicate);

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.Deduplicate(value => setup.Hooks.Key("keyOf", $"{value.Key}{value.Number}"), TimeSpan.FromSeconds(5), setup.Clock, setup.Stage);
}

public sealed class DeduplicateForEverContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.Deduplicate);

    // Nothing is ever forgotten, and so the memory of a million keys is kept.
    protected override long MostBytesLeft => 200_000_000;

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.Deduplicate(value => setup.Hooks.Key("keyOf", $"{value.Key}{value.Number}"), TimeSpan.MaxValue, setup.Clock, setup.Stage);
}

public sealed class DeduplicateByTimeContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.DeduplicateByTime);

    protected override IReadOnlyList<string> Delegates => ["keyOf", "timeOf"];

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.DeduplicateByTime(
            value => setup.Hooks.Key("keyOf", $"{value.Key}{value.Number}"), value => setup.Hooks.Call("timeOf", value.Time), TimeSpan.FromSeconds(5), setup.Clock, setup.Stage);

    protected override Signal Distinct(int number) => new($"K{number}", number);
}

public sealed class DeduplicateBySparseTimeContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.DeduplicateByTime);

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.DeduplicateByTime(value => setup.Hooks.Key("keyOf", $"{value.Key}{value.Number}"), value => value.Time, TimeSpan.FromSeconds(5), setup.Clock, setup.Stage);

    protected override Signal Distinct(int number) => new($"K{number}", number * 60_000L);
}

public sealed class DeduplicateAcrossContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.DeduplicateAcross);

    protected override IReadOnlyList<string> Delegates => ["keyOf", "sourceOf"];

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.DeduplicateAcross(
            value => setup.Hooks.Key("keyOf", $"{value.Key}{value.Number}"), value => setup.Hooks.Call("sourceOf", value.Connection), TimeSpan.FromSeconds(5), setup.Clock, setup.Stage);
}

public sealed class DeduplicateBackfillContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.DeduplicateBackfill);

    protected override IReadOnlyList<string> Delegates => ["isBackfill", "groupOf", "keyOf"];

    protected override IReadOnlyList<string> Keys => ["groupOf", "keyOf"];

    // It remembers groups by number and not by time: 1,000 of them here.
    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.DeduplicateBackfill(
            _ => setup.Hooks.Call("isBackfill", value: true),
            value => setup.Hooks.Key("groupOf", value.Key),
            value => setup.Hooks.Key("keyOf", $"{value.Number}"),
            depth: 10,
            maxGroups: 1_000,
            setup.Stage);
}
