using System.Runtime.CompilerServices;

namespace MarketFlow;

/// <summary>Remembers each key for a window. Exact: the full key is compared wherever hashes are equal.</summary>
/// <remarks>
/// Every key is remembered equally long, so the oldest is forgotten first and a queue is all the order there is. Each key is
/// stored once, which is what <c>HashSet</c> + <c>Queue</c> cannot do.
/// Memory: per key the key, 12 bytes and 8 to 16 bytes of index; it comes back when fewer keys are remembered.
/// If the clock is set back, keys wait for those before them, and are forgotten late by what it was set back at most.
/// </remarks>
/// <typeparam name="TKey">The key.</typeparam>
internal sealed class ExpiringKeySet<TKey>
    where TKey : notnull
{
    private readonly long _window;
    private readonly IEqualityComparer<TKey>? _comparer;
    private readonly BlockQueue<Entry> _entries;
    private HashIndex _index;

    /// <param name="window">How long a key is remembered, in ticks.</param>
    /// <param name="comparer">Tells keys apart; null for the key type's own equality.</param>
    /// <param name="firstPosition">Where positions begin to count: a multiple of 256, near 2³² to see them wrap around.</param>
    public ExpiringKeySet(long window, IEqualityComparer<TKey>? comparer, uint firstPosition = 0)
    {
        _window = window;

        // Null for value types with their own equality: those calls are compiled inline.
        _comparer = typeof(TKey).IsValueType && (comparer is null || ReferenceEquals(comparer, EqualityComparer<TKey>.Default))
            ? null
            : comparer ?? EqualityComparer<TKey>.Default;
        _entries = new(firstPosition);
        _index = new(HashIndex.MinCapacity, free: firstPosition - 1);
    }

    /// <summary>How many keys are remembered.</summary>
    public int Count => _entries.Count;

    /// <summary>Bytes taken, what the keys refer to left out.</summary>
    public long Bytes => (_entries.Capacity * Unsafe.SizeOf<Entry>()) + _index.Bytes;

    /// <summary>Forgets every key that was added a window ago or earlier.</summary>
    /// <param name="now">The time, in ticks.</param>
    public void Forget(long now)
    {
        while (_entries.Count > 0 && now - _entries[_entries.Begin].AddedAt >= _window)
        {
            _entries.Dequeue();
            if (_entries.Count < _index.Capacity / 8 && _index.Capacity > HashIndex.MinCapacity)
            {
                Index(Math.Max(_index.Capacity / 4, HashIndex.MinCapacity));
            }
        }
    }

    /// <summary>Remembers a key from now on, unless it is remembered already.</summary>
    /// <param name="key">The key.</param>
    /// <param name="now">The time, in ticks.</param>
    /// <returns>False where the key is remembered already; it is not remembered any longer for that.</returns>
    public bool TryAdd(TKey key, long now)
    {
        if (key is null)
        {
            NullKey.Throw(nameof(key));
        }

        var hash = HashIndex.Spread(HashCodeOf(key));
        var (begin, count) = (_entries.Begin, _entries.Count);
        var group = _index.HomeOf(hash);
        do
        {
            for (var slots = _index.Find(group, hash); slots != 0; slots &= slots - 1)
            {
                var position = _index.PositionAt(group, slots);
                if (position - begin < (uint)count && _entries[position].Hash == hash && AreEqual(_entries[position].Key, key))
                {
                    return false;
                }
            }
        }
        while (_index.GoesOn(group++, begin, count));

        if (count == _index.Capacity)
        {
            Index(checked(_index.Capacity * 2));
        }

        _index.Add(hash, _entries.End, begin, count);
        _entries.Enqueue(new(key, now, hash));
        return true;
    }

    private void Index(int capacity)
    {
        _index = new(capacity, free: _entries.Begin - 1);
        for (var i = 0; i < _entries.Count; i++)
        {
            var position = _entries.Begin + (uint)i;
            _index.Add(_entries[position].Hash, position, _entries.Begin, i);
        }
    }

    private int HashCodeOf(TKey key)
    {
        // The hash of a long is its halves xor-ed, so that two small numbers packed into one, say symbol and sequence, collide.
        if (typeof(TKey) == typeof(long) && _comparer is null)
        {
            return (int)(((ulong)(long)(object)key * 0x9E37_79B9_7F4A_7C15) >> 32);
        }

        return typeof(TKey).IsValueType && _comparer is null
            ? EqualityComparer<TKey>.Default.GetHashCode(key)
            : _comparer!.GetHashCode(key);
    }

    private bool AreEqual(TKey one, TKey other) =>
        typeof(TKey).IsValueType && _comparer is null
            ? EqualityComparer<TKey>.Default.Equals(one, other)
            : _comparer!.Equals(one, other);

    private readonly record struct Entry(TKey Key, long AddedAt, uint Hash);
}
