using System.Reactive.Linq;

namespace MarketFlow.Benchmarks;

/// <summary>The job with Rx alone, written leanly: structures, and the memory of keys that the operator has. It knows no priority.</summary>
internal sealed class StockRxChain<TKeys> : TickChain
    where TKeys : struct, IKeys
{
    private readonly HandSource<Tick> _source = new();
    private readonly IDisposable _subscription;
    private long _now;

    /// <param name="keys">The memory of keys.</param>
    /// <param name="build">Makes the rest of the chain, from unique events on.</param>
    public StockRxChain(TKeys keys, Func<IObservable<Tick>, IObservable<Tick>> build)
        : base(isInOrder: false) =>
        _subscription = build(_source.Where(value => keys.TryAdd(in value, _now))).Subscribe(Out);

    public override void Take(MarketJob job, int from)
    {
        _now = job.ArrivalOf(from).UtcTicks;
        foreach (ref readonly var value in job.Events.Slice(from, MarketJob.BatchLength))
        {
            _source.OnNext(value);
        }
    }

    public override void Await(int total) => Out.Await(total);

    public override void Dispose()
    {
        _subscription.Dispose();
        base.Dispose();
    }
}

/// <summary>The rest of the chain in stock Rx.</summary>
internal static class StockRx
{
    public static IObservable<Tick> Lean(this IObservable<Tick> events, int symbols)
    {
        var states = new SymbolStates(symbols);
        return events.Publish(shared => Observable.Merge(
            Enum.GetValues<TickKind>().Select(kind => shared.Where(value => value.Kind == kind).Select(states.Apply))));
    }

    public static IObservable<Tick> Grouped(this IObservable<Tick> events) => events
        .GroupBy(value => value.Symbol)
        .Select(symbol => symbol.Scan(
            (State: default(SymbolState), Value: default(Tick)),
            (so, value) =>
            {
                so.State.Apply(value.Price, value.Size);
                (value.Vwap, value.High, value.Low) = (so.State.Vwap, so.State.High, so.State.Low);
                return (so.State, value);
            }))
        .Merge()
        .Select(so => so.Value);
}
