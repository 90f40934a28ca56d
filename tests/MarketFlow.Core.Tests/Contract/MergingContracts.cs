namespace MarketFlow.Tests;

public sealed class InterleaveContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.Interleave);

    protected override IReadOnlyList<string> Keys => [];

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) => new[] { source }.Interleave(1_000, setup.Stage);
}

public sealed class PriorityMergeContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.PriorityMerge);

    protected override bool StopsAtOnce => false;

    // Called within the lane's lock.
    protected override bool MayDispose(string name) => false;

    protected override IReadOnlyList<string> Delegates => ["receivedAtOf"];

    protected override IReadOnlyList<string> Keys => [];

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        FlowOperators.PriorityMerge(
            [source.InLane(new() { Name = "tick", Capacity = 1_000 }, value => setup.Hooks.Call("receivedAtOf", value.Time), setup.Stage)], setup.Clock);
}

public sealed class LaneContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.InLane);

    protected override bool StopsAtOnce => false;

    // Called within the lane's lock.
    protected override bool MayDispose(string name) => false;

    protected override IReadOnlyList<string> Delegates => ["receivedAtOf", "keyOf", "canConflate", "replaces"];

    protected override IReadOnlyList<string> Keys => ["keyOf"];

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup)
    {
        var lane = source.InLane(new() { Name = "tick", Capacity = 2 }, value => setup.Hooks.Call("receivedAtOf", value.Time), setup.Stage).ConflatedBy(
            value => setup.Hooks.Key("keyOf", value.Key),
            _ => setup.Hooks.Call("canConflate", value: true),
            replaces: (_, _) => setup.Hooks.Call("replaces", value: true));
        return FlowOperators.PriorityMerge([lane], setup.Clock);
    }
}
