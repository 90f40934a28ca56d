using System.Reactive.Concurrency;

namespace MarketFlow.Benchmarks;

/// <summary>The job made of MarketFlow's operators, with the one hop: <c>PriorityMerge</c> emits on a thread of its own.</summary>
internal sealed class MarketFlowHop : TickChain
{
    private readonly HandSource<Tick> _source = new();
    private readonly SteppedClock _clock = new(); // for the memory of keys, which schedules nothing
    private readonly EventLoopScheduler _loop = new();
    private readonly IDisposable _subscription;

    public MarketFlowHop(int symbols, Dedup dedup)
        : base(isInOrder: false) => // across batches the order depends on who is quicker
        _subscription = _source.Unique(dedup, _clock).Prioritised(symbols, _loop, capacity: MarketJob.Length).Subscribe(Out);

    public override void Take(MarketJob job, int from)
    {
        _clock.Now = job.ArrivalOf(from);
        foreach (ref readonly var value in job.Events.Slice(from, MarketJob.BatchLength))
        {
            _source.OnNext(value);
        }
    }

    public override void Await(int total) => Out.Await(total);

    public override void Dispose()
    {
        _subscription.Dispose();
        _loop.Dispose();
        base.Dispose();
    }
}
