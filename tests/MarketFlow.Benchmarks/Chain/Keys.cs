namespace MarketFlow.Benchmarks;

/// <summary>A memory of keys, for chains that are not made of operators. Structures, so that the compiler puts the code in place.</summary>
internal interface IKeys
{
    bool TryAdd(in Tick value, long now);
}

/// <summary>The memory behind <c>Deduplicate</c> by the clock.</summary>
internal readonly struct KeysByClock() : IKeys
{
    private readonly ExpiringKeySet<long> _keys = new(MarketJob.Window.Ticks, comparer: null);

    public bool TryAdd(in Tick value, long now)
    {
        _keys.Forget(now);
        return _keys.TryAdd(value.Key, now);
    }
}

/// <summary>The memory behind <c>Deduplicate</c> by the events' own times.</summary>
internal readonly struct KeysByTime : IKeys
{
    private readonly TimePartitionedKeys<long> _keys;
    private readonly long[] _now = [0];

    public KeysByTime()
    {
        var now = _now;
        _keys = new(MarketJob.Window, () => now[0], comparer: null);
    }

    public bool TryAdd(in Tick value, long now)
    {
        _now[0] = now;
        return _keys.TryAdd(value.Key, value.Time);
    }
}
