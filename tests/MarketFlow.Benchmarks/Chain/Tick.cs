using System.Numerics;

namespace MarketFlow.Benchmarks;

/// <summary>What an event is; in the order of priority.</summary>
internal enum TickKind
{
    Tick,
    Bar,
    FairValue,
}

/// <summary>An event of 64 bytes, a cache line: the least that a trade can be.</summary>
internal struct Tick
{
    /// <summary>Nanoseconds since 1970.</summary>
    public long Time;

    /// <summary>Symbol and number within the symbol, in one word.</summary>
    public long Key;

    public int Symbol;
    public TickKind Kind;

    /// <summary>A multiple of ¼, so that sums are exact whatever the order.</summary>
    public double Price;

    public double Size;
    public double Vwap;
    public double High;
    public double Low;

    /// <summary>Says in one word all that a chain has found out about the event.</summary>
    public readonly ulong Hash =>
        ((ulong)Key * 0x9E37_79B9_7F4A_7C15)
        ^ BitOperations.RotateLeft(BitConverter.DoubleToUInt64Bits(Vwap), 7)
        ^ BitOperations.RotateLeft(BitConverter.DoubleToUInt64Bits(High), 13)
        ^ BitConverter.DoubleToUInt64Bits(Low);
}

/// <summary>The same as a record, the way Rx is mostly written.</summary>
internal sealed record TickRecord(
    long Time, int Symbol, long Sequence, TickKind Kind, double Price, double Size, double Vwap = 0, double High = 0, double Low = 0);
