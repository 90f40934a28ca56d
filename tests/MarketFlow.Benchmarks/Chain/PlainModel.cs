namespace MarketFlow.Benchmarks;

/// <summary>What a chain must come to after the first pass, reckoned as plainly as can be and with nothing of MarketFlow's.</summary>
internal sealed class PlainModel
{
    public PlainModel(MarketJob job, Parts parts = Parts.All)
    {
        var seen = new HashSet<long>();
        var states = new SymbolState[job.Symbols];
        var (events, kinds) = (new Sums(), new Sums());
        for (var from = 0; from < MarketJob.Length; from += MarketJob.BatchLength)
        {
            var kept = new List<Tick>();
            foreach (var value in job.Events.Slice(from, MarketJob.BatchLength))
            {
                if (!seen.Add(value.Key) && parts.HasFlag(Parts.Unique))
                {
                    continue;
                }

                ref var state = ref states[value.Symbol];
                state.Apply(value.Price, value.Size);
                kept.Add(parts.HasFlag(Parts.State) ? value with { Vwap = state.Vwap, High = state.High, Low = state.Low } : value);
            }

            foreach (var value in parts.HasFlag(Parts.Order) ? kept.OrderBy(value => value.Kind) : kept.AsEnumerable()) // a stable sort
            {
                events.OnNext(value);
                kinds.Add((ulong)value.Time);
            }
        }

        (Ticks, Times) = (events, kinds);
        States = states.Where(state => state.Volume > 0).Aggregate(0UL, (sum, state) => sum + state.Hash);
    }

    /// <summary>For chains that write their findings into the event.</summary>
    public Sums Ticks { get; }

    /// <summary>For chains whose events stay as they are: when they happened.</summary>
    public Sums Times { get; }

    /// <summary>All states at the end.</summary>
    public ulong States { get; }
}
