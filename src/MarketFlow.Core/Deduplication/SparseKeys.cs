using System.Numerics;
using System.Runtime.CompilerServices;

namespace MarketFlow;

/// <summary>The keys of those parts of time that have few, each remembered for a window.</summary>
/// <remarks>
/// Keys lie in the order in which they were added. The keys of a part form a chain, from the latest to the earliest, so that they can be
/// searched and moved out. A position that has left the queue ends a chain, so nothing is unlinked when a key is forgotten.
/// Memory: per key the key and 24 to 32 bytes, in blocks of 256 keys, and 1 KB; it comes back as keys are forgotten or moved.
/// </remarks>
/// <param name="window">How long a key is remembered, in ticks.</param>
/// <param name="comparer">Tells keys apart; null for the equality of a value type itself.</param>
/// <param name="firstPosition">Where positions begin to count: a multiple of 256, and not 0.</param>
internal sealed class SparseKeys<TKey>(long window, IEqualityComparer<TKey>? comparer, uint firstPosition = 256)
    where TKey : notnull
{
    private const long NoPart = long.MinValue;
    private const int MinPlaces = 256;
    private readonly BlockQueue<Entry> _entries = new(firstPosition);
    private readonly List<uint> _found = [];
    private uint[] _latest = new uint[MinPlaces];
    private int _moved;

    /// <summary>How many keys are remembered.</summary>
    public int Count => _entries.Count - _moved;

    /// <summary>Bytes taken, what the keys refer to left out.</summary>
    public long Bytes => (_entries.Capacity * Unsafe.SizeOf<Entry>()) + ((long)_latest.Length * sizeof(uint));

    /// <summary>Forgets every key that was added a window ago or earlier.</summary>
    public void Forget(long now)
    {
        while (_entries.Count > 0 && now - _entries[_entries.Begin].AddedAt >= window)
        {
            _moved -= _entries[_entries.Begin].Part == NoPart ? 1 : 0;
            _entries.Dequeue();
        }

        if (_latest.Length > MinPlaces && Trimming.IsDue(_entries.Count, _latest.Length))
        {
            Chain(Math.Max(MinPlaces, Trimming.CutToPowerOfTwo(_entries.Count)));
        }
    }

    /// <summary>Remembers a key from now on, unless it is remembered already.</summary>
    /// <param name="key">The key.</param>
    /// <param name="part">The part of time that it belongs to.</param>
    /// <param name="now">The time, in ticks.</param>
    /// <param name="ofPart">How many keys of its part are remembered, itself included; 0 where it was remembered already.</param>
    public bool TryAdd(TKey key, long part, long now, out int ofPart)
    {
        ofPart = 0;
        for (var at = _latest[PlaceOf(part)]; IsThere(at); at = Before(at))
        {
            ref readonly var entry = ref _entries[at];
            if (entry.Part != part || now - entry.AddedAt >= window)
            {
                continue;
            }

            ofPart++;
            if (AreEqual(entry.Key, key))
            {
                ofPart = 0;
                return false;
            }
        }

        if (_entries.Count == _latest.Length)
        {
            Chain(_latest.Length * 2);
        }

        ref var latest = ref _latest[PlaceOf(part)];
        var position = _entries.End;
        _entries.Enqueue(new() { Key = key, Part = part, AddedAt = now, Before = latest });
        latest = position;
        ofPart++;
        return true;
    }

    /// <summary>Moves the keys of a part to a bucket of its own.</summary>
    public void Move(long part, long now, KeyBucket<TKey> to)
    {
        _found.Clear();
        for (var at = _latest[PlaceOf(part)]; IsThere(at); at = Before(at))
        {
            if (_entries[at].Part == part)
            {
                _found.Add(at);
            }
        }

        // The earliest first: a bucket remembers a key at least as long as the keys before it.
        for (var i = _found.Count - 1; i >= 0; i--)
        {
            ref readonly var entry = ref _entries[_found[i]];
            if (now - entry.AddedAt < window)
            {
                to.TryAdd(entry.Key, entry.AddedAt);
            }
        }

        foreach (var at in _found)
        {
            ref var entry = ref _entries[at];
            (entry.Key, entry.Part) = (default!, NoPart);
        }

        _moved += _found.Count;
        if (_moved > MinPlaces && _moved > _entries.Count / 2)
        {
            RemoveMoved();
        }
    }

    private bool IsThere(uint position) => position - _entries.Begin < (uint)_entries.Count;

    // A position that wrapped around may seem to be there again; it is no earlier one then, and ends the chain.
    private uint Before(uint at)
    {
        var before = _entries[at].Before;
        return before - _entries.Begin < at - _entries.Begin ? before : _entries.Begin - 1;
    }

    private int PlaceOf(long part) => (int)(((ulong)part * 0x9E37_79B9_7F4A_7C15) >> (64 - BitOperations.Log2((uint)_latest.Length)));

    private bool AreEqual(TKey one, TKey other) =>
        comparer is null ? EqualityComparer<TKey>.Default.Equals(one, other) : comparer.Equals(one, other);

    private void RemoveMoved()
    {
        for (var left = _entries.Count; left > 0; left--)
        {
            var entry = _entries[_entries.Begin];
            _entries.Dequeue();
            if (entry.Part != NoPart)
            {
                _entries.Enqueue(entry);
            }
        }

        _moved = 0;
        Chain(_latest.Length);
    }

    private void Chain(int length)
    {
        _latest = new uint[length];
        Array.Fill(_latest, _entries.Begin - 1);
        for (var i = 0; i < _entries.Count; i++)
        {
            var position = _entries.Begin + (uint)i;
            ref var entry = ref _entries[position];
            if (entry.Part != NoPart)
            {
                ref var latest = ref _latest[PlaceOf(entry.Part)];
                (entry.Before, latest) = (latest, position);
            }
        }
    }

    private struct Entry
    {
        public TKey Key;
        public long Part;
        public long AddedAt;
        public uint Before;
    }
}
