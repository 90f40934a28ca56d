using System.Runtime.InteropServices;

namespace MarketFlow;

/// <summary>What an operator knows of one key.</summary>
internal abstract class IdleState<TKey>
{
    /// <summary>Whose state it is.</summary>
    public TKey Key { get; init; } = default!;

    /// <summary>How long it may hear of nothing before it is forgotten, in nanoseconds.</summary>
    public long IdleAfter { get; init; }

    /// <summary>The time of the newest event it heard of, in nanoseconds since the Unix epoch.</summary>
    public long Newest { get; set; }

    /// <summary>Tells apart what is forgotten at once: by when it was first heard of.</summary>
    public long Order { get; set; }
}

/// <summary>A state per key, for the keys that were heard of lately: by event time alone, so that the wall clock changes nothing.</summary>
/// <remarks>
/// An event tells what time it is: every state whose newest event is its <c>IdleAfter</c> before it or more is forgotten. At most
/// <paramref name="max"/> are kept; beyond that, the one next to be forgotten goes.
/// One single wrong time in the far future must not make all that follow late for ever: where two live events of the stream in a row
/// are older than a key's newest by its <c>IdleAfter</c> or more, it is the newest that was wrong, and the key begins anew. Backfill,
/// which is old by nature, does not count.
/// Cost: a look-up and a comparison; now and then the logarithm of the number of keys. An event of a known key allocates nothing.
/// Memory: about 100 bytes per key, beside the states.
/// </remarks>
/// <param name="max">Most states kept; 1 or more.</param>
/// <param name="create">Makes the state of a key.</param>
/// <param name="forgotten">Told of each state that is forgotten; not asked in <see cref="Clear"/>.</param>
internal sealed class IdleStates<TKey, TState>(int max, Func<TKey, TState> create, Action<TState>? forgotten = null)
    where TKey : notnull
    where TState : IdleState<TKey>
{
    private readonly Dictionary<TKey, TState> _states = [];

    // By a time no later than the one at which the state is forgotten: looked at again when it comes up.
    private readonly PriorityQueue<TState, (long Due, long Order)> _byDue = new();
    private long _lastLive = long.MaxValue;
    private long _order;

    public int Count => _states.Count;

    public IEnumerable<TState> All => _states.Values;

    /// <summary>The state of a key of which an event with this time came; a new one where there is none.</summary>
    public TState Heard(TKey key, long time, bool isBackfill)
    {
        var before = _lastLive;
        if (!isBackfill)
        {
            _lastLive = time;
        }

        ForgetIdle(time);
        ref var state = ref CollectionsMarshal.GetValueRefOrNullRef(_states, key);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref state))
        {
            return Add(key, time);
        }

        if (time < state.Newest)
        {
            var wrongFrom = LaterBy(Math.Max(time, before), state.IdleAfter);
            if (!isBackfill && state.Newest >= wrongFrom)
            {
                _byDue.Remove(state, out _, out _); // its place is by the wrong time; rare enough to be searched for
                Forget(state);
                return Add(key, time);
            }
        }
        else
        {
            state.Newest = time;
        }

        return state;
    }

    /// <summary>The state of a key, or null. Is no event of the key.</summary>
    public TState? Find(TKey key) => _states.GetValueOrDefault(key);

    public void Clear()
    {
        _states.Clear();
        _byDue.Clear();
    }

    private TState Add(TKey key, long time)
    {
        if (_states.Count >= max)
        {
            ForgetNext();
        }

        var state = create(key);
        (state.Newest, state.Order) = (time, _order++);
        _states.Add(key, state);
        _byDue.Enqueue(state, DueOf(state));
        return state;
    }

    private void ForgetIdle(long now)
    {
        while (_byDue.TryPeek(out var state, out var listed) && listed.Due <= now)
        {
            if (DueOf(state) is var due && due != listed)
            {
                _byDue.DequeueEnqueue(state, due);
                continue;
            }

            _byDue.Dequeue();
            Forget(state);
        }
    }

    private void ForgetNext()
    {
        while (_byDue.TryDequeue(out var state, out var listed))
        {
            if (DueOf(state) is var due && due != listed)
            {
                _byDue.Enqueue(state, due);
                continue;
            }

            Forget(state);
            return;
        }
    }

    private void Forget(TState state)
    {
        _states.Remove(state.Key);
        forgotten?.Invoke(state);
    }

    private static (long Due, long Order) DueOf(TState state) => (LaterBy(state.Newest, state.IdleAfter), state.Order);

    private static long LaterBy(long time, long span) => time > long.MaxValue - span ? long.MaxValue : time + span;
}
