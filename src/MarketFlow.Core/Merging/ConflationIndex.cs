namespace MarketFlow;

/// <summary>Finds the slot at which an event's key waits in a <see cref="LaneBuffer{T}"/>.</summary>
internal abstract class ConflationIndex<T>
{
    /// <summary>An event that arrived waits in a slot.</summary>
    /// <param name="slot">Its slot.</param>
    /// <param name="waiting">All that wait.</param>
    /// <returns>The slot of the older event of the key, which must go; -1 where no other waits, or the event may not be conflated.</returns>
    public abstract int Add(int slot, SlotList<T> waiting);

    /// <summary>An event that was taken before others arrived waits again in a slot.</summary>
    /// <param name="slot">Its slot.</param>
    /// <param name="waiting">All that wait.</param>
    /// <returns>The slot of the older event of the key, which must go; -1 where no other waits, or the event may not be conflated.</returns>
    public abstract int AddBack(int slot, SlotList<T> waiting);

    /// <summary>The event leaves its slot; a newer one of its key is not affected.</summary>
    public abstract void Remove(T value, int slot);

    public abstract void Clear();
}

internal sealed class ConflationIndex<T, TKey>(
    Func<T, TKey> keyOf, Func<T, bool>? canConflate, IEqualityComparer<TKey>? comparer, Func<T, T, bool>? replaces) : ConflationIndex<T>
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> _slots = new(comparer);

    public override int Add(int slot, SlotList<T> waiting) => Keep(slot, waiting, isFirst: false);

    public override int AddBack(int slot, SlotList<T> waiting) => Keep(slot, waiting, isFirst: true);

    public override void Remove(T value, int slot)
    {
        if ((canConflate is null || canConflate(value)) && keyOf(value) is var key && _slots.TryGetValue(key, out var known) && known == slot)
        {
            _slots.Remove(key);
        }
    }

    private int Keep(int slot, SlotList<T> waiting, bool isFirst)
    {
        var value = waiting[slot];
        if (canConflate is not null && !canConflate(value))
        {
            return -1;
        }

        ref var known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_slots, keyOf(value), out var exists);
        if (!exists)
        {
            known = slot;
            return -1;
        }

        var (before, after) = isFirst ? (slot, known) : (known, slot);
        var isReplaced = replaces is null || replaces(waiting[before], waiting[after]);
        (known, var older) = isReplaced ? (after, before) : (before, after);
        return older;
    }

    // A surge leaves a large table behind; giving it back is worth more than keeping it for the next one.
    public override void Clear()
    {
        _slots.Clear();
        _slots.TrimExcess();
    }
}
