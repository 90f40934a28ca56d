namespace MarketFlow;

/// <summary>A lock for a handful of instructions, taken and given back for every event.</summary>
/// <remarks>
/// Quicker than <see cref="Lock"/> by half: it is given back by a plain store, which does not make the processor wait for its memory.
/// Whoever finds it taken spins, and yields if that takes long: nothing may be done under it that waits. Not re-entrant.
/// </remarks>
internal sealed class ShortLock
{
    private SpinLock _lock = new(enableThreadOwnerTracking: false);

    /// <summary>Takes it until the scope is disposed of.</summary>
    public Scope EnterScope()
    {
        var isTaken = false;
        _lock.Enter(ref isTaken);
        return new(this);
    }

    public readonly ref struct Scope(ShortLock owner)
    {
        public void Dispose() => owner._lock.Exit(useMemoryBarrier: false);
    }
}
