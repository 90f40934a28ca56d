using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MarketFlow;

/// <summary>A state per key. What becomes of it depends on the events of its own key alone (ADR 8).</summary>
/// <remarks>
/// By event time: a live event that is <c>IdleAfter</c> or more ahead of the key's newest begins a second state beside the first. The
/// second replaces the first when the majority of the key's latest live events is ahead (<see cref="ClockEvidence"/>); it is dropped
/// when the majority is not. So one wrong time in the future changes nothing for the events around it. Where the majority is as far
/// behind the newest, the newest was wrong and the key starts over. Backfill is old by nature and is no evidence.
/// By arrival: a key whose last event was received more than 2 × <c>IdleAfter</c> before its next one starts over, and is forgotten
/// meanwhile. The receive time is the event's own (<see cref="SourceContext.ReceivedAt"/>); events without one are never forgotten by it.
/// At most <paramref name="max"/> keys are kept. Beyond that the key that was silent longest, by arrival, goes: the only way in which
/// the events of other keys matter.
/// Cost: a look-up, a few comparisons, two stores. An event of a known key allocates nothing, except where its time leaps.
/// Memory: about 160 bytes per key and what <see cref="Trimming"/> leaves after a surge, beside the states, of which a key has one, and two while a leap is in doubt.
/// </remarks>
/// <param name="max">Most keys kept; 1 or more.</param>
/// <param name="create">Makes the state of a key.</param>
/// <param name="forgotten">Receives each state that is forgotten; not called by <see cref="Clear"/>.</param>
/// <param name="dismissed">Receives each second state whose time proved wrong; null where <paramref name="forgotten"/> receives them too.</param>
internal sealed class IdleStates<TKey, TState>(int max, Func<TKey, TState> create, Action<TState>? forgotten = null, Action<TState>? dismissed = null)
    where TKey : notnull
    where TState : IdleState<TKey>
{
    private static readonly long _sweepEvery = TimeSpan.FromMinutes(10).Ticks * TimeSpan.NanosecondsPerTick;
    private readonly Dictionary<TKey, TState> _states = [];

    // By an arrival no later than the key's last; looked at again when it comes up. Entries of states that are forgotten stay until then.
    private readonly PriorityQueue<SilenceEntry<TKey>, long> _bySilence = new();
    private long _arrivals;
    private long _sweepAt = long.MinValue + 1; // events without a receive time sweep nothing

    /// <summary>How many keys there are.</summary>
    public int Count => _states.Count;

    /// <summary>For how many entries there is room, in all that is kept.</summary>
    public int Capacity => _states.Capacity + _bySilence.Capacity;

    /// <summary>All states, those in doubt included.</summary>
    public IEnumerable<TState> All => _states.Values.SelectMany(state => state.Ahead is TState ahead ? [state, ahead] : new[] { state });

    /// <summary>The first state of a key, or null. Looking it up is no event of the key.</summary>
    public TState? Find(TKey key) => _states.GetValueOrDefault(key);

    /// <summary>The state that an event belongs to; a new one where there is none.</summary>
    public TState Heard(TKey key, MarketEvent value)
    {
        var time = value.Time.UnixNanoseconds;
        var receivedAt = value.Source.Connection == 0 ? long.MinValue : value.Source.ReceivedAt.UnixNanoseconds;
        if (receivedAt >= _sweepAt)
        {
            Sweep(receivedAt);
        }

        ref var place = ref CollectionsMarshal.GetValueRefOrNullRef(_states, key);
        if (Unsafe.IsNullRef(ref place))
        {
            return Add(key, time, value.IsBackfill, receivedAt);
        }

        var state = place;
        if (WasSilent(state, receivedAt))
        {
            Forget(state);
            return Add(key, time, value.IsBackfill, receivedAt);
        }

        state.LastArrival = ++_arrivals;
        state.ReceivedAt = Math.Max(state.ReceivedAt, receivedAt);
        return state.IsOverAt(time) ? Ahead(state, time, value.IsBackfill)
            : value.IsBackfill ? At(state, time)
            : Live(state, time);
    }

    public void Clear()
    {
        _states.Clear();
        _states.TrimExcess();
        _bySilence.Clear();
        _bySilence.TrimExcess();
    }

    private static bool WasSilent(TState state, long receivedAt) =>
        state.ReceivedAt != long.MinValue && receivedAt != long.MinValue && (Int128)receivedAt - state.ReceivedAt > (Int128)2 * state.IdleAfter;

    private static TState At(TState state, long time)
    {
        state.Newest = Math.Max(state.Newest, time);
        return state;
    }

    private TState Live(TState state, long time)
    {
        if (state.IsFarAfter(time))
        {
            if (!state.Evidence.IsBehind())
            {
                return state;
            }

            Forget(state);
            return Add(state.Key, time, isBackfill: false, state.ReceivedAt);
        }

        if (state.Evidence.Agrees() && state.Ahead is TState wrong)
        {
            state.Ahead = null;
            (dismissed ?? forgotten)?.Invoke(wrong);
        }

        return At(state, time);
    }

    private TState Ahead(TState state, long time, bool isBackfill)
    {
        var isDecided = !isBackfill && state.Evidence.IsAhead();
        if (state.Ahead is not TState ahead || ahead.IsOverAt(time) || (!isBackfill && ahead.IsFarAfter(time)))
        {
            ahead = create(state.Key);
            (ahead.Newest, ahead.IsInDoubt) = (time, true);
            if (state.Ahead is TState before)
            {
                forgotten?.Invoke(before);
            }

            state.Ahead = ahead;
        }

        if (isDecided)
        {
            state.Ahead = null;
            Forget(state);
            (ahead.Evidence, ahead.ReceivedAt, ahead.IsInDoubt) = (state.Evidence, state.ReceivedAt, false);
            Keep(ahead);
        }

        return At(ahead, time);
    }

    private TState Add(TKey key, long time, bool isBackfill, long receivedAt)
    {
        if (_states.Count >= max)
        {
            ForgetMostSilent();
        }

        var state = create(key);
        (state.Newest, state.ReceivedAt) = (time, receivedAt);
        if (!isBackfill)
        {
            state.Evidence.Agrees();
        }

        Keep(state);
        return state;
    }

    private void Keep(TState state)
    {
        state.LastArrival = ++_arrivals;
        state.Listed = new(state);
        _states.Add(state.Key, state);
        _bySilence.Enqueue(state.Listed, state.LastArrival);
        TidyUp();
    }

    private void TidyUp()
    {
        _states.TrimAfterSurge();
        if (_bySilence.Count > 16 + (2 * _states.Count))
        {
            _bySilence.Clear();
            _bySilence.EnqueueRange(_states.Values.Select(kept => (kept.Listed!, kept.LastArrival)));
        }

        _bySilence.TrimAfterSurge();
    }

    private void ForgetMostSilent()
    {
        while (_bySilence.TryDequeue(out var entry, out var listed))
        {
            if (entry.State is not TState state)
            {
                continue;
            }

            if (state.LastArrival == listed)
            {
                Forget(state);
                return;
            }

            _bySilence.Enqueue(entry, state.LastArrival);
        }
    }

    // Frees memory and changes nothing: a key that was silent for so long starts over with its next event in any case.
    private void Sweep(long receivedAt)
    {
        _sweepAt = receivedAt > long.MaxValue - _sweepEvery ? long.MaxValue : receivedAt + _sweepEvery;
        foreach (var (_, state) in _states)
        {
            if (WasSilent(state, receivedAt) && !state.IsPending && state.Ahead is not { IsPending: true })
            {
                Forget(state);
            }
        }

        TidyUp();
    }

    private void Forget(TState state)
    {
        _states.Remove(state.Key);
        if (state.Listed is { } entry)
        {
            (entry.State, state.Listed) = (null, null);
        }

        forgotten?.Invoke(state);
        if (state.Ahead is TState ahead)
        {
            state.Ahead = null;
            forgotten?.Invoke(ahead);
        }
    }
}
