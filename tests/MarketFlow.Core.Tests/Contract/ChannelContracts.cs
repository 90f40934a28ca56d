using System.Reactive;

namespace MarketFlow.Tests;

/// <summary>What a channel promises, one event at a time or in batches.</summary>
public abstract class ProcessChannelContract(ChannelOptions<Signal> options) : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.ProcessChannel);

    protected override IReadOnlyList<string> Delegates => ["process", "validate"];

    protected override IReadOnlyList<string> Keys => [];

    protected override bool EndsTheStream(string name) => false;

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.ProcessChannel(
            options with { Validate = _ => setup.Hooks.Call<string?>("validate", value: null) },
            batch => setup.Hooks.Call("process", batch),
            Observer.Create<ChannelFault<Signal>>(_ => { }),
            setup.Clock,
            setup.Stage);
}

public sealed class ProcessChannelContractTests() : ProcessChannelContract(new() { Name = "tick" });

public sealed class ProcessChannelInBatchesContractTests()
    : ProcessChannelContract(new() { Name = "bars", BatchSize = 2, MaxWait = TimeSpan.FromSeconds(1) });

public sealed class ProcessChannelWithLongWaitContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.ProcessChannel);

    protected override IReadOnlyList<string> Keys => [];

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.ProcessChannel(
            new() { Name = "bars", BatchSize = 4, MaxWait = TimeSpan.FromDays(365), BreakerThreshold = 1, BreakerCooldown = TimeSpan.FromDays(365) },
            batch => batch,
            Observer.Create<ChannelFault<Signal>>(_ => { }),
            setup.Clock,
            setup.Stage);
}

public sealed class MeasureContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.Measure);

    protected override IReadOnlyList<string> Delegates => ["classOf", "receivedAtOf"];

    protected override IReadOnlyList<string> Keys => [];

    protected override bool CountsDeliveries => false;

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.Measure(
            "stage",
            new(["all"], _ => setup.Hooks.Call("classOf", 0), value => setup.Hooks.Call<Timestamp?>("receivedAtOf", value.Time), setup.Clock));
}
