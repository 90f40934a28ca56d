using System.Numerics;
using System.Runtime.CompilerServices;

namespace MarketFlow;

/// <summary>A set of keys that only grows, until it is emptied as a whole. Exact: the full key is compared wherever hashes are equal.</summary>
/// <remarks>
/// Keys lie one behind the other; where each is, is said by a table of hashes and positions, open addressing one step at a time. With
/// few keys the table fits into the processor's cache, so that nearly every look-up ends there.
/// Memory: per key the key, 1 to 1.5 times, and 11 to 22 bytes.
/// </remarks>
/// <typeparam name="TKey">The key.</typeparam>
internal sealed class KeyBucket<TKey>
    where TKey : notnull
{
    private const int MinCapacity = 16;
    private readonly IEqualityComparer<TKey>? _comparer;
    private TKey[] _keys = new TKey[MinCapacity];
    private Slot[] _slots = new Slot[MinCapacity];

    /// <param name="comparer">Tells keys apart; null for the equality of a value type itself.</param>
    public KeyBucket(IEqualityComparer<TKey>? comparer) => _comparer = comparer;

    /// <summary>How many keys it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes taken, what the keys refer to left out.</summary>
    public long Bytes => ((long)_slots.Length * Unsafe.SizeOf<Slot>()) + ((long)_keys.Length * Unsafe.SizeOf<TKey>());

    /// <summary>The part of time whose keys it holds.</summary>
    public long Part { get; set; }

    /// <summary>Whether a key was added since it was looked at; for whoever decides how long it is kept.</summary>
    public bool IsTouched { get; set; }

    /// <summary>When it was last found touched, in ticks.</summary>
    public long SeenAt { get; set; }

    /// <summary>Adds a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False where it is there already.</returns>
    public bool TryAdd(TKey key)
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
                Append(key);
                return true;
            }

            if (slot.Hash == hash && AreEqual(_keys[slot.Position], key))
            {
                return false;
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

        (Count, IsTouched) = (0, false);
    }

    private static int CapacityFor(long keys) => (int)Math.Max(MinCapacity, BitOperations.RoundUpToPowerOf2((ulong)(keys * 4 / 3) + 1));

    private static int HomeOf(uint hash) => (int)((hash >> 16) ^ (hash >> 1));

    private bool AreEqual(TKey one, TKey other) =>
        _comparer is null ? EqualityComparer<TKey>.Default.Equals(one, other) : _comparer.Equals(one, other);

    private void Append(TKey key)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count + (Count / 2));
        }

        _keys[Count++] = key;
        IsTouched = true;
        if (Count > _slots.Length / 4 * 3)
        {
            Widen();
        }
    }

    private void Widen()
    {
        var slots = new Slot[_slots.Length * 2];
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot.Hash == 0)
            {
                continue;
            }

            var at = HomeOf(slot.Hash);
            while (slots[at & (slots.Length - 1)].Hash != 0)
            {
                at++;
            }

            slots[at & (slots.Length - 1)] = slot;
        }

        _slots = slots;
    }

    private struct Slot
    {
        public uint Hash;
        public int Position;
    }
}
