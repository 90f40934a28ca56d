using System.Runtime.CompilerServices;

namespace MarketFlow.Benchmarks;

/// <summary>The memory that everybody writes first: a set, and a queue that says when to forget.</summary>
internal sealed class HashSetAndQueue<TKey>(long window)
    where TKey : notnull
{
    private readonly HashSet<TKey> _keys = [];
    private readonly Queue<(TKey Key, long AddedAt)> _order = new();

    public int Count => _keys.Count;

    /// <summary>Bytes taken: the set's buckets (4), its entries (hash code, next, key) and the queue's.</summary>
    public long Bytes =>
        ((long)_keys.Capacity * (sizeof(int) + Unsafe.SizeOf<(uint, int, TKey)>())) + ((long)_order.Capacity * Unsafe.SizeOf<(TKey, long)>());

    public bool TryAdd(TKey key, long now)
    {
        while (_order.TryPeek(out var oldest) && now - oldest.AddedAt >= window)
        {
            _keys.Remove(_order.Dequeue().Key);
        }

        if (!_keys.Add(key))
        {
            return false;
        }

        _order.Enqueue((key, now));
        return true;
    }
}
