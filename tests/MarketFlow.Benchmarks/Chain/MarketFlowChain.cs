using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace MarketFlow.Benchmarks;

/// <summary>The job made of MarketFlow's operators, without a hop: the clock is stepped after every batch.</summary>
internal sealed class MarketFlowChain : TickChain
{
    private readonly HandSource<Tick> _source = new();
    private readonly SteppedClock _clock = new();
    private readonly IDisposable _subscription;

    /// <param name="build">Makes the chain of its source and its clock.</param>
    /// <param name="isInOrder">Whether it keeps the order of priority within a batch.</param>
    /// <param name="parts">What of the job it does.</param>
    public MarketFlowChain(Func<IObservable<Tick>, IScheduler, IObservable<Tick>> build, bool isInOrder = true, Parts parts = Parts.All)
        : base(isInOrder, parts) => _subscription = build(_source, _clock).Subscribe(Out);

    public override void Take(MarketJob job, int from)
    {
        _clock.Now = job.ArrivalOf(from);
        foreach (ref readonly var value in job.Events.Slice(from, MarketJob.BatchLength))
        {
            _source.OnNext(value);
        }

        _clock.Step();
    }

    public override void Dispose()
    {
        _subscription.Dispose();
        base.Dispose();
    }
}

/// <summary>The job's steps as operators.</summary>
internal static class Steps
{
    /// <summary>How much a lane holds where it is emptied after every batch.</summary>
    public const int TurnLength = MarketJob.BatchLength * 4;

    public static IObservable<Tick> Unique(this IObservable<Tick> events, Dedup dedup, IScheduler clock, LedgerStage? stage = null) => dedup switch
    {
        Dedup.ByTime => events.DeduplicateByTime(
            value => value.Key, value => Timestamp.FromUnixNanoseconds(value.Time), MarketJob.Window, clock, stage),
        _ => events.Deduplicate(value => value.Key, MarketJob.Window, clock, stage),
    };

    /// <summary>Route by kind, apply the state step, and merge as they come.</summary>
    public static IObservable<Tick> Routed(this IObservable<Tick> events, int symbols)
    {
        var states = new SymbolStates(symbols);
        return events.RouteBy(
            value => value.Kind,
            routes => FlowOperators.MergeRoutes([.. Enum.GetValues<TickKind>().Select(kind => routes[kind].Select(states.Apply))]));
    }

    /// <summary>Route by symbol into so many routes, apply the state step, and merge as they come.</summary>
    public static IObservable<Tick> Spread(this IObservable<Tick> events, int symbols, int routes)
    {
        var states = new SymbolStates(symbols);
        return events.RouteBy(
            value => value.Symbol % routes,
            all => FlowOperators.MergeRoutes([.. Enumerable.Range(0, routes).Select(route => all[route].Select(states.Apply))]));
    }

    /// <summary>The same, each route being a lane.</summary>
    public static IObservable<Tick> SpreadOverLanes(this IObservable<Tick> events, int symbols, int lanes, IScheduler clock)
    {
        var states = new SymbolStates(symbols);
        return events.RouteBy(
            value => value.Symbol % lanes,
            all => FlowOperators.PriorityMerge(
                [.. Enumerable.Range(0, lanes).Select(lane => all[lane]
                    .Select(states.Apply)
                    .InLane(new() { Name = $"{lane}", Capacity = TurnLength }))],
                clock));
    }

    /// <summary>Route by kind, apply the state step, and merge by priority.</summary>
    public static IObservable<Tick> Prioritised(
        this IObservable<Tick> events, int symbols, IScheduler clock, Ledger? ledger = null, int capacity = TurnLength)
    {
        var states = new SymbolStates(symbols);
        return events.RouteBy(
            value => value.Kind,
            routes => FlowOperators.PriorityMerge(
                [.. Enum.GetValues<TickKind>().Select(kind => routes[kind]
                    .Select(states.Apply)
                    .InLane(new() { Name = kind.ToString(), Capacity = capacity }, stage: ledger?.Stage($"lane-{kind}")))],
                clock,
                maxBurst: MarketJob.BatchLength),
            ledger?.Stage("route"));
    }
}

/// <summary>How keys are remembered.</summary>
public enum Dedup
{
    ByClock,
    ByTime,
}
