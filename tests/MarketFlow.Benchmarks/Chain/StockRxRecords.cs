using System.Reactive.Linq;

namespace MarketFlow.Benchmarks;

/// <summary>The job the way Rx is mostly written: records, a <c>HashSet</c> and a <c>Queue</c>, a new record for every finding.</summary>
internal sealed class StockRxRecords : IChain
{
    private readonly HandSource<TickRecord> _source = new();
    private readonly TickRecord[] _events = new TickRecord[MarketJob.Length];
    private readonly IDisposable _subscription;
    private long _now;

    public StockRxRecords(int symbols)
    {
        var states = new SymbolStates(symbols);
        var keys = new HashSetAndQueue<(int Symbol, long Sequence)>(MarketJob.Window.Ticks);
        _subscription = _source
            .Where(value => keys.TryAdd((value.Symbol, value.Sequence), _now))
            .Publish(shared => Observable.Merge(
                Enum.GetValues<TickKind>().Select(kind => shared.Where(value => value.Kind == kind).Select(states.Apply))))
            .Subscribe(Out);
    }

    public Sums Out { get; } = new();

    public void Prepare(MarketJob job)
    {
        for (var i = 0; i < _events.Length; i++)
        {
            var value = job.Events[i];
            _events[i] = new(value.Time, value.Symbol, MarketJob.NumberOf(value.Key), value.Kind, value.Price, value.Size);
        }
    }

    public void Take(MarketJob job, int from)
    {
        _now = job.ArrivalOf(from).UtcTicks;
        foreach (var value in _events.AsSpan(from, MarketJob.BatchLength))
        {
            _source.OnNext(value);
        }
    }

    public string? Differs(PlainModel model) => Out.DifferFrom(model.Ticks, isInOrder: false);

    public void Dispose() => _subscription.Dispose();
}
