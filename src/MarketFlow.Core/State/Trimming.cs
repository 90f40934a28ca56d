using System.Numerics;

namespace MarketFlow;

/// <summary>Gives the memory of collections back after a surge.</summary>
/// <remarks>
/// Called after removals. Where less than an eighth of the room is in use, the room is cut to twice what is in use. So it is cut again
/// only after most entries were removed, and grows again only after as many were added: entries that come and go at a steady rate
/// allocate nothing, and the cost per removal is constant on average.
/// Bound: room for 64 entries, or for 8 times those that are there.
/// </remarks>
internal static class Trimming
{
    /// <summary>The room that is never given back.</summary>
    public const int Least = 64;

    /// <summary>Whether so much room is too much.</summary>
    public static bool IsDue(int count, int capacity) => capacity > Least && count < capacity / 8;

    /// <summary>How much room so many are to have then.</summary>
    public static int Cut(int count) => Math.Max(Least, count * 2);

    /// <summary>The same, as a power of two.</summary>
    public static int CutToPowerOfTwo(int count) => (int)BitOperations.RoundUpToPowerOf2((uint)Cut(count));

    public static void TrimAfterSurge<TKey, TValue>(this Dictionary<TKey, TValue> entries)
        where TKey : notnull
    {
        if (IsDue(entries.Count, entries.Capacity))
        {
            entries.TrimExcess(Cut(entries.Count));
        }
    }

    public static void TrimAfterSurge<T>(this Queue<T> entries)
    {
        if (IsDue(entries.Count, entries.Capacity))
        {
            entries.TrimExcess(Cut(entries.Count));
        }
    }

    public static void TrimAfterSurge<T>(this Stack<T> entries)
    {
        if (IsDue(entries.Count, entries.Capacity))
        {
            entries.TrimExcess(Cut(entries.Count));
        }
    }

    public static void TrimAfterSurge<T>(this List<T> entries)
    {
        if (IsDue(entries.Count, entries.Capacity))
        {
            entries.Capacity = Cut(entries.Count);
        }
    }

    public static void TrimAfterSurge<T, TPriority>(this PriorityQueue<T, TPriority> entries)
    {
        if (IsDue(entries.Count, entries.Capacity))
        {
            entries.TrimExcess(); // to those that are there: it takes no other capacity
        }
    }
}
