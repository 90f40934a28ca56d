namespace MarketFlow.Tests;

/// <summary>What RouteBy promises, with few routes and with many: they are looked up in different ways.</summary>
public abstract class RouteByContract(int routes) : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.RouteBy);

    protected override IReadOnlyList<string> Delegates => ["routeOf"];

    protected override IReadOnlyList<string> Keys => ["routeOf"];

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.RouteBy(
            value => setup.Hooks.Key("routeOf", value.Key),
            taken => FlowOperators.MergeRoutes([.. Enumerable.Range(0, routes).Select(number => taken[$"{(char)('A' + number)}"]), taken.Otherwise]),
            setup.Stage);
}

public sealed class RouteByContractTests() : RouteByContract(routes: 2);

public sealed class RouteByManyContractTests() : RouteByContract(routes: 12);

public sealed class MergeRoutesContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.MergeRoutes);

    protected override IReadOnlyList<string> Keys => [];

    protected override bool CountsDeliveries => false;

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) => FlowOperators.MergeRoutes(source);
}
