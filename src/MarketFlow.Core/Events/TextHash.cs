using System.Runtime.InteropServices;

namespace MarketFlow;

/// <summary>A quick hash of the short texts of market data: symbols, codes, ids. The same in every run; no defence against texts made to collide.</summary>
internal static class TextHash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
    private const int UnitsAtATime = 4;

    /// <summary>Takes a text into a hash.</summary>
    public static ulong Add(ulong hash, string? text)
    {
        if (text is null)
        {
            return Mix(hash + 1);
        }

        var units = text.AsSpan();
        hash ^= (ulong)units.Length << 56;
        while (units.Length >= UnitsAtATime)
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(units)));
            units = units[UnitsAtATime..];
        }

        var rest = 2UL;
        foreach (var unit in units)
        {
            rest = (rest << 16) | unit;
        }

        return Mix(hash ^ rest);
    }

    /// <summary>A hash of bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var rest in bytes)
        {
            hash = Mix(hash ^ rest);
        }

        return hash;
    }

    /// <summary>Spreads every bit over the upper half, and the upper half over all.</summary>
    public static ulong Mix(ulong hash)
    {
        hash *= Multiplier;
        return hash ^ (hash >> 32);
    }
}
