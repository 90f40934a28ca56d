namespace MarketFlow.Host;

/// <summary>Counts the events that wait in a client's conflation, per key, so that the account knows what each survivor replaced.</summary>
/// <remarks>
/// The conflation is a stream operator and emits the survivors alone; how many each stands for is known only here. Not thread-safe.
/// Memory: one entry per key that waits.
/// </remarks>
internal sealed class HeldBack
{
    private readonly Dictionary<ConflationKey, int> _waiting = [];

    /// <summary>How many events wait.</summary>
    public long Count { get; private set; }

    /// <summary>Counts an event that goes into the conflation.</summary>
    public void Add(ConflationKey key)
    {
        _waiting[key] = _waiting.GetValueOrDefault(key) + 1;
        Count++;
    }

    /// <summary>Counts the survivor of a key, and with it all that it stands for.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="count">How many events it stands for, itself included.</param>
    /// <returns>False where none of this key waits.</returns>
    public bool TryRelease(ConflationKey key, out int count)
    {
        var isKnown = _waiting.Remove(key, out count);
        Count -= count;
        return isKnown;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _waiting.Clear();
        Count = 0;
    }
}
