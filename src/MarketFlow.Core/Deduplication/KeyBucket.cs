using System.Numerics;
using System.Runtime.CompilerServices;

namespace MarketFlow;

/// <summary>A set of keys with when each was added. Exact: the full key is compared wherever hashes are equal.</summary>
/// <remarks>
/// Keys lie in the order in which they were added, so that a few marks say when: each key was added at its mark or up to a
/// <c>granule</c> later. A key counts as remembered for a window and a granule from its mark on.
/// Keys lie one behind the other; where each is, is said by a table of hashes and positions, open addressing one step at a time. With
/// few keys the table fits into the processor's cache, so that nearly every look-up ends there.
/// Memory: per key the key, 1 to 1.5 times, and 11 to 22 bytes; 16 bytes per mark.
/// </remarks>
/// <typeparam name="TKey">The key.</typeparam>
internal sealed class KeyBucket<TKey>
    where TKey : notnull
{
    private const int MinCapacity = 16;
    private readonly IEqualityComparer<TKey>? _comparer;
    private TKey[] _keys = new TKey[MinCapacity];
    private readonly long _window;
    private readonly long _granule;
    private Slot[] _slots = new Slot[MinCapacity];
    private Mark[] _marks = new Mark[2];
    private int _markCount;

    /// <param name="window">How long a key is remembered, in ticks.</param>
    /// <param name="granule">How exactly it is known when a key was added, in ticks.</param>
    /// <param name="comparer">Tells keys apart; null for the equality of a value type itself.</param>
    public KeyBucket(long window, long granule, IEqualityComparer<TKey>? comparer) => (_window, _granule, _comparer) = (window, granule, comparer);

    /// <summary>How many keys it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes taken, what the keys refer to left out.</summary>
    public long Bytes =>
        ((long)_slots.Length * Unsafe.SizeOf<Slot>()) + ((long)_keys.Length * Unsafe.SizeOf<TKey>()) + ((long)_marks.Length * Unsafe.SizeOf<Mark>());

    /// <summary>The part of time whose keys it holds.</summary>
    public long Part { get; set; }

    /// <summary>Whether a key was added since it was looked at; for whoever decides how long it is kept.</summary>
    public bool IsTouched { get; set; }

    /// <summary>When it was last found touched, in ticks.</summary>
    public long SeenAt { get; set; }

    /// <summary>Adds a key, unless it was added less than a window ago.</summary>
    /// <param name="key">The key.</param>
    /// <param name="now">The time, in ticks.</param>
    /// <returns>False where it was.</returns>
    public bool TryAdd(TKey key, long now)
    {
        // never 0, which marks a slot as free
        var hash = HashIndex.Spread(_comparer is null ? EqualityComparer<TKey>.Default.GetHashCode(key) : _comparer.GetHashCode(key)) | 1;
        var slots = _slots;
        for (var at = HomeOf(hash); ; at++)
        {
            ref var slot = ref slots[at & (slots.Length - 1)];
            if (slot.Hash == 0)
            {
                slot = new() { Hash = hash, Position = Count };
                Append(key, now);
                return true;
            }

            if (slot.Hash == hash && AreEqual(_keys[slot.Position], key))
            {
                if (!IsOver(slot.Position, now))
                {
                    return false;
                }

                slot.Position = Count; // the earlier entry stays until it is removed with those before it
                Append(key, now);
                return true;
            }
        }
    }

    /// <summary>Empties it, and makes room for so many keys.</summary>
    /// <param name="keys">How many are expected.</param>
    public void Reset(int keys)
    {
        var capacity = CapacityFor(keys);
        if (capacity == _slots.Length)
        {
            Array.Clear(_slots);
        }
        else
        {
            _slots = new Slot[capacity];
        }

        if (_keys.Length < keys || _keys.Length > MinCapacity + (keys * 2L))
        {
            _keys = new TKey[Math.Max(MinCapacity, keys + (keys / 8))];
        }
        else if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
        {
            Array.Clear(_keys, 0, Count);
        }

        (Count, _markCount, IsTouched) = (0, 0, false);
    }

    /// <summary>Removes the keys that are no longer remembered.</summary>
    public void RemoveOver(long now)
    {
        var kept = 0;
        while (kept < _markCount && now - _marks[kept].At >= _window + _granule)
        {
            kept++;
        }

        if (kept == 0)
        {
            return;
        }

        var removed = kept < _markCount ? _marks[kept].Position : Count;
        _keys.AsSpan(removed, Count - removed).CopyTo(_keys);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
        {
            Array.Clear(_keys, Count - removed, removed);
        }

        Count -= removed;
        _markCount -= kept;
        for (var i = 0; i < _markCount; i++)
        {
            _marks[i] = new() { Position = _marks[i + kept].Position - removed, At = _marks[i + kept].At };
        }

        Move(new Slot[CapacityFor(Count)], removed);
    }

    private static int CapacityFor(long keys) => (int)Math.Max(MinCapacity, BitOperations.RoundUpToPowerOf2((ulong)(keys * 4 / 3) + 1));

    private static int HomeOf(uint hash) => (int)((hash >> 16) ^ (hash >> 1));

    private bool AreEqual(TKey one, TKey other) =>
        _comparer is null ? EqualityComparer<TKey>.Default.Equals(one, other) : _comparer.Equals(one, other);

    private bool IsOver(int position, long now)
    {
        if (now - _marks[0].At < _window)
        {
            return false;
        }

        var (first, end) = (0, _markCount);
        while (end - first > 1)
        {
            var middle = (first + end) / 2;
            (first, end) = _marks[middle].Position <= position ? (middle, end) : (first, middle);
        }

        return now - _marks[first].At >= _window + _granule;
    }

    private void AddMark(long now)
    {
        if (_markCount == _marks.Length)
        {
            Array.Resize(ref _marks, _markCount * 2);
        }

        _marks[_markCount++] = new() { Position = Count, At = now };
    }

    private void Append(TKey key, long now)
    {
        if (_markCount == 0 || now - _marks[_markCount - 1].At > _granule)
        {
            AddMark(now);
        }

        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count + (Count / 2));
        }

        _keys[Count++] = key;
        IsTouched = true;
        if (Count > _slots.Length / 4 * 3)
        {
            Move(new Slot[_slots.Length * 2], removed: 0);
        }
    }

    private void Move(Slot[] slots, int removed)
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot.Hash == 0 || slot.Position < removed)
            {
                continue;
            }

            var at = HomeOf(slot.Hash);
            while (slots[at & (slots.Length - 1)].Hash != 0)
            {
                at++;
            }

            slots[at & (slots.Length - 1)] = new() { Hash = slot.Hash, Position = slot.Position - removed };
        }

        _slots = slots;
    }

    private struct Slot
    {
        public uint Hash;
        public int Position;
    }

    private struct Mark
    {
        public long At;
        public int Position;
    }
}
