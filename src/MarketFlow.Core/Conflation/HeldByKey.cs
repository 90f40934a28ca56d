using System.Runtime.InteropServices;

namespace MarketFlow;

/// <summary>At most one waiting event per key, each with the time from which it may go. Not thread-safe.</summary>
/// <remarks>
/// Events leave in order of due time, and those due at the same instant in the order in which their keys began to hold one.
/// Memory: the keys whose interval is not over, and those that hold an event, and what <see cref="Trimming"/> leaves after a surge. In steady state nothing is allocated.
/// </remarks>
/// <param name="interval">Least time between two events of a key.</param>
/// <param name="comparer">Tells keys apart; null for the key type's own equality.</param>
/// <param name="replaces">Whether a newcomer replaces what is held; always where null.</param>
internal sealed class HeldByKey<T, TKey>(TimeSpan interval, IEqualityComparer<TKey>? comparer, Func<T, T, bool>? replaces = null)
    where TKey : notnull
{
    private readonly Dictionary<TKey, KeyState> _keys = new(comparer);
    private readonly PriorityQueue<TKey, (DateTimeOffset Due, long Turn)> _waiting = new();
    private readonly Queue<(TKey Key, DateTimeOffset End)> _intervals = new();
    private long _turns;

    /// <summary>How many events wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>How many keys are remembered, whether or not they hold an event.</summary>
    public int Keys => _keys.Count;

    /// <summary>For how many entries there is room, in all that is kept.</summary>
    public int Capacity => _keys.Capacity + _waiting.Capacity + _intervals.Capacity;

    /// <summary>When the next event may go; never, where none waits.</summary>
    public DateTimeOffset NextDue => _waiting.TryPeek(out _, out var next) ? next.Due : DateTimeOffset.MaxValue;

    /// <returns>False where one of its key waited: then the newer of the two has that one's turn, and the other is gone.</returns>
    public bool Hold(TKey key, T value, DateTimeOffset now)
    {
        ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(_keys, key, out _);
        var isReplacing = state.IsHolding;
        if (!isReplacing)
        {
            _waiting.Enqueue(key, (state.IntervalEnd > now ? state.IntervalEnd : now, _turns++));
        }

        if (!isReplacing || replaces is null || replaces(state.Held!, value))
        {
            state.Held = value;
        }

        state.IsHolding = true;
        return !isReplacing;
    }

    /// <summary>Takes the next event, due or not, and starts its key's next interval.</summary>
    public T Take(DateTimeOffset now)
    {
        var key = _waiting.Dequeue();
        _waiting.TrimAfterSurge();
        ref var state = ref CollectionsMarshal.GetValueRefOrNullRef(_keys, key);
        var value = state.Held!;
        state = new KeyState { IntervalEnd = DueTime.After(now, interval) };
        _intervals.Enqueue((key, state.IntervalEnd));
        return value;
    }

    /// <summary>Forgets the keys that hold nothing and whose interval is over. Amortised, a constant cost per event taken.</summary>
    public void ForgetKeys(DateTimeOffset now)
    {
        while (_intervals.TryPeek(out var oldest) && oldest.End <= now)
        {
            _intervals.Dequeue();
            if (_keys.TryGetValue(oldest.Key, out var state) && !state.IsHolding && state.IntervalEnd == oldest.End)
            {
                _keys.Remove(oldest.Key);
                _keys.TrimAfterSurge();
            }

            _intervals.TrimAfterSurge();
        }
    }

    public void Clear()
    {
        _waiting.Clear();
        _waiting.TrimExcess();
        _intervals.Clear();
        _intervals.TrimExcess();
        _keys.Clear();
        _keys.TrimExcess();
    }

    private struct KeyState
    {
        public DateTimeOffset IntervalEnd;
        public T? Held;
        public bool IsHolding;
    }
}
