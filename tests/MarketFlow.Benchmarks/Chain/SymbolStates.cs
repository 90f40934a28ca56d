using System.Runtime.InteropServices;

namespace MarketFlow.Benchmarks;

/// <summary>Last, volume-weighted average, highest and lowest price of one symbol.</summary>
internal struct SymbolState
{
    public double Last;
    public double Notional;
    public double Volume;
    public double High;
    public double Low;

    public readonly double Vwap => Notional / Volume;

    public readonly ulong Hash =>
        BitConverter.DoubleToUInt64Bits(Last) ^ BitConverter.DoubleToUInt64Bits(Vwap)
        ^ (BitConverter.DoubleToUInt64Bits(High) * 31) ^ (BitConverter.DoubleToUInt64Bits(Low) * 131);

    public void Apply(double price, double size)
    {
        if (Volume == 0)
        {
            (High, Low) = (price, price);
        }

        Last = price;
        Notional += price * size;
        Volume += size;
        High = price > High ? price : High;
        Low = price < Low ? price : Low;
    }
}

/// <summary>The state step of the job: the caller's own code, the same in all variants.</summary>
internal sealed class SymbolStates(int symbols)
{
    private readonly SymbolState[] _states = new SymbolState[symbols];

    public Tick Apply(Tick value)
    {
        ref var state = ref _states[value.Symbol];
        state.Apply(value.Price, value.Size);
        (value.Vwap, value.High, value.Low) = (state.Vwap, state.High, state.Low);
        return value;
    }

    public TickRecord Apply(TickRecord value)
    {
        ref var state = ref _states[value.Symbol];
        state.Apply(value.Price, value.Size);
        return value with { Vwap = state.Vwap, High = state.High, Low = state.Low };
    }
}

/// <summary>The same by name, for events that have a name and not a number.</summary>
internal sealed class NamedStates
{
    private readonly Dictionary<string, SymbolState> _states = [];

    public ulong Hash => _states.Values.Aggregate(0UL, (sum, state) => sum + state.Hash);

    public MarketEvent Apply(MarketEvent value)
    {
        var (price, size) = value switch
        {
            Trade trade => ((double)trade.Price, (double)trade.Size),
            Bar bar => ((double)bar.Close, (double)bar.Volume),
            FairMarketValue fairValue => ((double)fairValue.Price, 1),
            _ => throw new ArgumentException($"An event of type {value.Type} is not in this job.", nameof(value)),
        };
        CollectionsMarshal.GetValueRefOrAddDefault(_states, value.Symbol, out _).Apply(price, size);
        return value;
    }
}
