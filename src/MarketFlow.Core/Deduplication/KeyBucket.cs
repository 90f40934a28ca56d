using System.Numerics;
using System.Runtime.CompilerServices;

namespace MarketFlow;

/// <summary>A set of keys that only grows, until it is emptied as a whole. Exact: the full key is compared wherever hashes are equal.</summary>
/// <remarks>
/// Open addressing, one step at a time: with few keys a bucket fits into the processor's cache, so that a look-up is one read.
/// Memory: per key the key and 4 bytes, times at most 3, at least 1.33.
/// </remarks>
/// <typeparam name="TKey">The key.</typeparam>
internal sealed class KeyBucket<TKey>
    where TKey : notnull
{
    private const int MinCapacity = 16;
    private readonly IEqualityComparer<TKey>? _comparer;
    private Slot[] _slots = new Slot[MinCapacity];

    /// <param name="comparer">Tells keys apart; null for the equality of a value type itself.</param>
    public KeyBucket(IEqualityComparer<TKey>? comparer) => _comparer = comparer;

    /// <summary>How many keys it holds.</summary>
    public int Count { get; private set; }

    /// <summary>How many it has room for before it grows.</summary>
    public int Room => _slots.Length / 4 * 3;

    /// <summary>Bytes taken, what the keys refer to left out.</summary>
    public long Bytes => (long)_slots.Length * Unsafe.SizeOf<Slot>();

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
        if (Count == Room)
        {
            Resize(_slots.Length * 2);
        }

        // never 0, which marks a slot as free
        var hash = HashIndex.Spread(_comparer is null ? EqualityComparer<TKey>.Default.GetHashCode(key) : _comparer.GetHashCode(key)) | 1;
        var slots = _slots;
        for (var at = (int)(hash >> 16) ^ (int)(hash >> 1); ; at++)
        {
            ref var slot = ref slots[at & (slots.Length - 1)];
            if (slot.Hash == 0)
            {
                (slot.Hash, slot.Key) = (hash, key);
                Count++;
                IsTouched = true;
                return true;
            }

            if (slot.Hash == hash && (_comparer is null ? EqualityComparer<TKey>.Default.Equals(slot.Key, key) : _comparer.Equals(slot.Key, key)))
            {
                return false;
            }
        }
    }

    /// <summary>Empties it, and makes room for so many keys.</summary>
    /// <param name="keys">How many are expected.</param>
    public void Reset(int keys)
    {
        var capacity = Math.Max(MinCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)keys * 4 / 3 + 1));
        if (capacity == _slots.Length)
        {
            Array.Clear(_slots);
        }
        else
        {
            _slots = new Slot[capacity];
        }

        (Count, IsTouched) = (0, false);
    }

    private void Resize(int capacity)
    {
        var slots = new Slot[capacity];
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot.Hash == 0)
            {
                continue;
            }

            var at = (int)(slot.Hash >> 16) ^ (int)(slot.Hash >> 1);
            while (slots[at & (capacity - 1)].Hash != 0)
            {
                at++;
            }

            slots[at & (capacity - 1)] = slot;
        }

        _slots = slots;
    }

    private struct Slot
    {
        public TKey Key;
        public uint Hash;
    }
}
