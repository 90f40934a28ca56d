namespace MarketFlow.Tests;

public sealed class RouteByContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.RouteBy);

    protected override IReadOnlyList<string> Delegates => ["routeOf"];

    protected override IReadOnlyList<string> Keys => ["routeOf"];

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.RouteBy(
            value => setup.Hooks.Key("routeOf", value.Key),
            routes => FlowOperators.MergeRoutes(routes["A"], routes["B"], routes.Otherwise),
            setup.Stage);
}

public sealed class RouteByManyContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.RouteBy);

    protected override IReadOnlyList<string> Delegates => ["routeOf"];

    protected override IReadOnlyList<string> Keys => ["routeOf"];

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) =>
        source.RouteBy(
            value => setup.Hooks.Key("routeOf", value.Key),
            routes => FlowOperators.MergeRoutes([.. Enumerable.Range(0, 12).Select(number => routes[$"{(char)('A' + number)}"]), routes.Otherwise]),
            setup.Stage);
}

public sealed class MergeRoutesContractTests : SignalContract<Signal>
{
    public override string Operator => nameof(FlowOperators.MergeRoutes);

    protected override IReadOnlyList<string> Keys => [];

    protected override bool CountsDeliveries => false;

    protected override IObservable<Signal> Apply(IObservable<Signal> source, OperatorSetup setup) => FlowOperators.MergeRoutes(source);
}
