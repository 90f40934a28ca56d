namespace MarketFlow.Benchmarks;

/// <summary>The job written out by hand: what it costs where nothing is composed.</summary>
internal sealed class HandLoop<TKeys, TNext>(int symbols, TKeys keys, TNext next) : TickChain(isInOrder: true)
    where TKeys : struct, IKeys
    where TNext : struct, INext
{
    private readonly TKeys _keys = keys;
    private readonly TNext _next = next;
    private readonly SymbolStates _states = new(symbols);
    private readonly Tick[][] _lanes = [new Tick[MarketJob.BatchLength], new Tick[MarketJob.BatchLength], new Tick[MarketJob.BatchLength]];
    private readonly int[] _counts = new int[3];

    public override Sums Out => _next.Out;

    public override void Take(MarketJob job, int from)
    {
        var now = job.ArrivalOf(from).UtcTicks;
        foreach (ref readonly var value in job.Events.Slice(from, MarketJob.BatchLength))
        {
            if (_keys.TryAdd(in value, now))
            {
                var lane = (int)value.Kind;
                _lanes[lane][_counts[lane]++] = _states.Apply(value);
            }
        }

        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            foreach (ref readonly var value in _lanes[lane].AsSpan(0, _counts[lane]))
            {
                _next.OnNext(in value);
            }

            _counts[lane] = 0;
        }
    }

    public override void Await(int total) => _next.Await(total);

    public override void Dispose()
    {
        _next.Dispose();
        base.Dispose();
    }
}

/// <summary>Where a hand-written loop puts its events. Structures, so that the compiler puts the code in place.</summary>
internal interface INext : IDisposable
{
    Sums Out { get; }

    void OnNext(in Tick value);

    void Await(int total);
}

/// <summary>Adds up at once.</summary>
internal readonly struct AddUp() : INext
{
    public Sums Out { get; } = new();

    public void OnNext(in Tick value) => Out.Add(value.Hash);

    public void Await(int total)
    {
    }

    public void Dispose()
    {
    }
}
