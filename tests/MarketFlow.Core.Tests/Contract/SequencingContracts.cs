namespace MarketFlow.Tests;

public sealed class ConflateContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.Conflate);

    protected override IReadOnlyList<string> Delegates => ["keyOf", "replaces"];

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.Conflate(
            value => setup.Hooks.Key("keyOf", value.Key), TimeSpan.FromSeconds(1), setup.Clock, setup.Stage, replaces: (_, _) => setup.Hooks.Call("replaces", value: true));
}

public sealed class ConflateForEverContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.Conflate);

    // No interval is ever over, and so the keys stay.
    protected override long MostBytesLeft => 300_000_000;

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.Conflate(value => setup.Hooks.Key("keyOf", value.Key), TimeSpan.MaxValue, setup.Clock, setup.Stage);
}

public sealed class ResequenceContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.Resequence);

    protected override IReadOnlyList<Signal> Scenario { get; } = [new("A", 1), new("B", 1), new("A", 3), new("B", 3), new("A", 2), new("A", 9)];

    protected override IReadOnlyList<string> Delegates => ["keyOf", "sequenceOf"];

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.Resequence(
            value => setup.Hooks.Key("keyOf", value.Key), value => setup.Hooks.Call("sequenceOf", value.Number), TimeSpan.FromSeconds(1), 1_000, setup.Clock, setup.Stage, maxKeys: 1_000);
}

public sealed class ResequenceForEverContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.Resequence);

    protected override IReadOnlyList<Signal> Scenario { get; } = [new("A", 1), new("A", 3), new("A", 2), new("A", 9)];

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.Resequence(value => setup.Hooks.Key("keyOf", value.Key), value => value.Number, TimeSpan.MaxValue, 1_000, setup.Clock, setup.Stage, maxKeys: 1_000);
}

public sealed class DetectGapsContractTests : SignalContract<Gap<string>>
{
    public override string Operator => nameof(FlowOperators.DetectGaps);

    protected override IReadOnlyList<Signal> Scenario { get; } = [new("A", 1), new("B", 1), new("A", 5), new("B", 3), new("A", 2)];

    protected override IReadOnlyList<string> Delegates => ["keyOf", "sequenceOf", "timeOf"];

    protected override bool CountsDeliveries => false;

    protected override object? ContentOf(Gap<string> result) => (result.Key, result.From, result.To, result.First, result.Last, result.Missing, result.IsClosed);

    protected override IObservable<Gap<string>> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.DetectGaps(
            value => setup.Hooks.Key("keyOf", value.Key),
            value => setup.Hooks.Call<long?>("sequenceOf", value.Number),
            setup.Clock,
            value => setup.Hooks.Call("timeOf", value.Time),
            TimeSpan.FromSeconds(1),
            maxKeys: 1_000);
}

public sealed class DetectGapsByTheClockContractTests : SignalContract<Gap<string>>
{
    public override string Operator => nameof(FlowOperators.DetectGaps);

    protected override IReadOnlyList<Signal> Scenario { get; } = [new("A", 1), new("B", 1), new("A", 5), new("B", 3), new("A", 2)];

    protected override bool CountsDeliveries => false;

    protected override object? ContentOf(Gap<string> result) => (result.Key, result.First, result.Last);

    protected override IObservable<Gap<string>> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.DetectGaps(value => setup.Hooks.Key("keyOf", value.Key), value => value.Number, setup.Clock, maxDelay: TimeSpan.MaxValue, maxKeys: 1_000);
}

public sealed class DetectConnectionGapsContractTests : SignalContract<Gap<string>>
{
    public override string Operator => nameof(FlowOperators.DetectConnectionGaps);

    protected override IReadOnlyList<Signal> Scenario { get; } = [new("A", 1, 1), new("B", 2, 2), new("A", 9, 3), new("B", 11, 4)];

    protected override IReadOnlyList<string> Delegates => ["feedOf", "slotOf", "connectionOf", "timeOf"];

    protected override IReadOnlyList<string> Keys => ["feedOf", "slotOf"];

    protected override bool CountsDeliveries => false;

    protected override object? ContentOf(Gap<string> result) => (result.Key, result.From, result.To);

    protected override IObservable<Gap<string>> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.DetectConnectionGaps(
            _ => setup.Hooks.Key("feedOf", "feed"),
            value => setup.Hooks.Key("slotOf", value.Key),
            value => setup.Hooks.Call("connectionOf", (long)value.Connection),
            value => setup.Hooks.Call("timeOf", value.Time),
            TimeSpan.FromSeconds(1),
            setup.Clock);

    // Slots are configured, so there are few of them: what must not grow is what connections leave behind.
    protected override Signal Distinct(int number) => new($"S{number % 4}", number, number);
}

public sealed class DetectSilenceContractTests : SignalContract<Silence<string>>
{
    public override string Operator => nameof(FlowOperators.DetectSilence);

    protected override IReadOnlyList<string> Delegates => ["keyOf", "isExpected"];

    protected override bool CountsDeliveries => false;

    protected override bool IsAskedAboutAnEvent(string name) => name == "keyOf";

    protected override object? ContentOf(Silence<string> result) => (result.Key, result.HasEnded);

    protected override IObservable<Silence<string>> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.DetectSilence(
            value => setup.Hooks.Key("keyOf", value.Key), TimeSpan.FromSeconds(10), setup.Clock, _ => setup.Hooks.Call("isExpected", value: true), ["C"], maxKeys: 1_000);
}
