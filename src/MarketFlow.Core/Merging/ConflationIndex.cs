namespace MarketFlow;

/// <summary>Finds the slot at which an event's key waits in a <see cref="LaneBuffer{T}"/>.</summary>
internal abstract class ConflationIndex<T>
{
    /// <summary>Sets the slot of the event's key.</summary>
    /// <returns>The slot at which an older event of the key waits; -1 where none does, or the event may not be conflated.</returns>
    public abstract int Replace(T value, int slot);

    /// <summary>Sets the slot of the event's key, unless another event of the key waits.</summary>
    /// <returns>False where one does.</returns>
    public abstract bool TryAdd(T value, int slot);

    /// <summary>The event leaves its slot; a newer one of its key is not affected.</summary>
    public abstract void Remove(T value, int slot);

    public abstract void Clear();
}

internal sealed class ConflationIndex<T, TKey>(Func<T, TKey> keyOf, Func<T, bool>? canConflate, IEqualityComparer<TKey>? comparer) : ConflationIndex<T>
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> _slots = new(comparer);

    public override int Replace(T value, int slot)
    {
        if (canConflate is not null && !canConflate(value))
        {
            return -1;
        }

        ref var known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_slots, keyOf(value), out var exists);
        var older = exists ? known : -1;
        known = slot;
        return older;
    }

    public override bool TryAdd(T value, int slot) =>
        (canConflate is not null && !canConflate(value)) || _slots.TryAdd(keyOf(value), slot);

    public override void Remove(T value, int slot)
    {
        if ((canConflate is null || canConflate(value)) && keyOf(value) is var key && _slots.TryGetValue(key, out var known) && known == slot)
        {
            _slots.Remove(key);
        }
    }

    // A surge leaves a large table behind; giving it back is worth more than keeping it for the next one.
    public override void Clear()
    {
        _slots.Clear();
        _slots.TrimExcess();
    }
}
