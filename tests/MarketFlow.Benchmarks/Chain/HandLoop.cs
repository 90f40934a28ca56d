namespace MarketFlow.Benchmarks;

/// <summary>The job written out by hand: what it costs where nothing is composed.</summary>
internal sealed class HandLoop<TKeys>(int symbols, TKeys keys) : TickChain(isInOrder: true)
    where TKeys : struct, IKeys
{
    private readonly TKeys _keys = keys;
    private readonly SymbolStates _states = new(symbols);
    private readonly Tick[][] _lanes = [new Tick[MarketJob.BatchLength], new Tick[MarketJob.BatchLength], new Tick[MarketJob.BatchLength]];
    private readonly int[] _counts = new int[3];

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
                Out.Add(value.Hash);
            }

            _counts[lane] = 0;
        }
    }
}
