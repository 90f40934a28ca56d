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
internal sealed partial class KeyBucket<TKey>
    where TKey : notnull
{
    private const int MinCapacity = 16;
    private const long NoPart = long.MinValue;
    private const int MinMarks = 16;
    private const int OwnBytes = 100; // about what the object takes itself
    private readonly IEqualityComparer<TKey>? _comparer;
    private readonly long _window;
    private readonly long _granule;
    private readonly long _kept;
    private TKey[] _keys = [];
    private Slot[] _slots = [];
    private Mark[] _marks = [];
    private int _markCount;

    /// <param name="window">How long a key is remembered, in ticks.</param>
    /// <param name="granule">How exactly it is known when a key was added, in ticks.</param>
    /// <param name="comparer">Tells keys apart; null for the equality of a value type itself.</param>
    /// <remarks>Has no room before <see cref="Reset"/>.</remarks>
    public KeyBucket(long window, long granule, IEqualityComparer<TKey>? comparer)
    {
        (_window, _granule, _comparer) = (window, granule, comparer);
        _kept = window > long.MaxValue - granule ? long.MaxValue : window + granule;
    }

    /// <summary>How many keys it holds.</summary>
    public int Count { get; private set; }

    /// <summary>For how many keys there is room.</summary>
    public int Capacity => _keys.Length;

    /// <summary>Bytes taken, what the keys refer to left out.</summary>
    public long Bytes =>
        OwnBytes + ((long)_slots.Length * Unsafe.SizeOf<Slot>()) + ((long)_keys.Length * Unsafe.SizeOf<TKey>()) + ((long)_marks.Length * Unsafe.SizeOf<Mark>());

    /// <summary>The part of time whose keys it holds; before it was said, one that no key belongs to.</summary>
    public long Part { get; set; } = NoPart;

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

    /// <summary>Empties it, and lets go of what the keys refer to.</summary>
    public void Clear()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
        {
            Array.Clear(_keys, 0, Count);
        }

        if (_marks.Length > MinMarks && _markCount < _marks.Length / 8)
        {
            _marks = [];
        }

        (Count, _markCount, IsTouched, Part) = (0, 0, false, NoPart);
    }

    /// <summary>Makes an empty one ready for so many keys.</summary>
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
    }

    /// <summary>Removes the keys that are no longer remembered.</summary>
    public void RemoveOver(long now)
    {
        var over = 0;
        while (over < _markCount && now - _marks[over].At >= _kept)
        {
            over++;
        }

        if (over == 0)
        {
            return;
        }

        var removed = over < _markCount ? _marks[over].Position : Count;
        _keys.AsSpan(removed, Count - removed).CopyTo(_keys);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
        {
            Array.Clear(_keys, Count - removed, removed);
        }

        Count -= removed;
        _markCount -= over;
        for (var i = 0; i < _markCount; i++)
        {
            _marks[i] = new() { Position = _marks[i + over].Position - removed, At = _marks[i + over].At };
        }

        RemoveSlots(removed);
        if (_keys.Length > MinCapacity && Count < _keys.Length / 8)
        {
            Array.Resize(ref _keys, Math.Max(MinCapacity, _keys.Length / 4));
        }
    }

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

        return now - _marks[first].At >= _kept;
    }

    private void AddMark(long now)
    {
        if (_markCount == _marks.Length)
        {
            Array.Resize(ref _marks, Math.Max(2, _markCount * 2));
        }

        _marks[_markCount++] = new() { Position = Count, At = now };
    }

    private void Append(TKey key, long now)
    {
        if (Count == _keys.Length)
        {
            MakeRoom(now);
        }

        if (_markCount == 0 || now - _marks[_markCount - 1].At > _granule)
        {
            AddMark(now);
        }

        _keys[Count++] = key;
        IsTouched = true;
        if (Count > _slots.Length / 4 * 3)
        {
            Move(new Slot[_slots.Length * 2], removed: 0);
        }
    }

    // So a part to which keys are added all the time does not grow for ever, even where no other part ever begins.
    private void MakeRoom(long now)
    {
        RemoveOver(now);
        if (Count > _keys.Length / 4 * 3)
        {
            Array.Resize(ref _keys, Count + (Count / 2));
        }
    }

    private struct Mark
    {
        public long At;
        public int Position;
    }
}
