using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MarketFlow.Benchmarks;

/// <summary>The second thing that everybody writes: when each key was added, and now and then a look at all of them.</summary>
internal sealed class DictionaryAndSweep<TKey>(long window)
    where TKey : notnull
{
    private readonly Dictionary<TKey, long> _addedAt = [];
    private long _swept;

    public int Count => _addedAt.Count;

    /// <summary>Bytes taken: buckets (4) and entries (hash code, next, key, time).</summary>
    public long Bytes => (long)_addedAt.Capacity * (sizeof(int) + Unsafe.SizeOf<(uint, int, TKey, long)>());

    public bool TryAdd(TKey key, long now)
    {
        if (now - _swept >= window / 4)
        {
            _swept = now;
            foreach (var (old, addedAt) in _addedAt)
            {
                if (now - addedAt >= window)
                {
                    _addedAt.Remove(old);
                }
            }
        }

        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_addedAt, key, out var exists);
        if (exists && now - known < window)
        {
            return false;
        }

        known = now;
        return true;
    }
}
