using System.Runtime.CompilerServices;

namespace MarketFlow;

/// <summary>The events that wait in a lane, the oldest first, with at most one of each key while it is congested.</summary>
/// <remarks>
/// The only place that calls the caller's delegates: keys and receive times. When one throws, the event is kept until
/// <see cref="TryRemoveFaulty"/>, so that its removal is an entry of its own; from then on nothing is conflated. Not thread-safe.
/// </remarks>
internal sealed class WaitingEvents<T>(int capacity, LaneAges<T> ages, ConflationIndex<T>? index)
{
    // The lane's lock is held meanwhile, and producers wait for it.
    private const int MostExpiredAtOnce = 256;
    private readonly SlotList<T> _events = new(capacity);
    private int _faulty = SlotList<T>.None;
    private bool _isCongested;

    public int Count => _events.Count;

    /// <summary>Whether delegates of the caller's are asked when an event is added.</summary>
    public bool IsCongested => _isCongested;

    /// <summary>How many slots there are, used or not.</summary>
    public int Size => _events.Size;

    /// <summary>What a delegate of the caller's threw first; null as a rule.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Adds an event at the end.</summary>
    /// <returns>How many events were conflated: 0 or 1.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Append(T value, long arrivedAt)
    {
        var slot = _events.Append(value);
        if (ages.KeepsArrivals)
        {
            ages.Arrived(slot, arrivedAt, _events.Size);
        }

        return _isCongested ? Conflate(slot, isFirst: false) : 0;
    }

    /// <summary>Adds an event before all others. A newer event of its key may have come meanwhile: then it is the older one.</summary>
    /// <returns>How many events were conflated: 0 or 1.</returns>
    public int Prepend(T value, long arrivedAt)
    {
        var slot = _events.Prepend(value);
        ages.Arrived(slot, arrivedAt, _events.Size);
        return _isCongested ? Conflate(slot, isFirst: true) : 0;
    }

    /// <summary>Removes the oldest event.</summary>
    /// <returns>How many were removed: none where a delegate threw.</returns>
    public int RemoveFirst()
    {
        try
        {
            RemoveFirstOrThrow();
            return 1;
        }
        catch (Exception error)
        {
            Fail(_events.First, error);
            return 0;
        }
    }

    /// <summary>Removes the oldest events, until enough are taken that are not too old.</summary>
    /// <param name="now">The time in ticks.</param>
    /// <param name="taken">Receives them.</param>
    /// <param name="arrivedAt">Receives when they arrived.</param>
    /// <param name="freshUntil">The last tick at which none of them is too old.</param>
    /// <returns>How many were taken, and how many were too old. Others may still wait, even if there were none.</returns>
    public (int Taken, int Expired) Take(long now, Span<T> taken, Span<long> arrivedAt, out long freshUntil)
    {
        if (!ages.Judges && !_isCongested)
        {
            freshUntil = long.MaxValue;
            return (TakePlain(taken), 0);
        }

        var (count, expired, earliest) = (0, 0, long.MaxValue);
        var oldest = ages.BeginRun(now, _events.Size);
        var (judges, keepsArrivals) = (ages.Judges, ages.KeepsArrivals);
        try
        {
            while (_events.Count > 0 && count < taken.Length && expired < MostExpiredAtOnce)
            {
                var slot = _events.First;
                var isTooOld = judges && ages.IsTooOld(_events[slot], slot, oldest, ref earliest);
                var value = RemoveFirstOrThrow();
                if (isTooOld)
                {
                    expired++;
                    continue;
                }

                arrivedAt[count] = keepsArrivals ? ages.ArrivalOf(slot) : LaneAges<T>.UnknownArrival;
                taken[count++] = value;
            }
        }
        catch (Exception error)
        {
            Fail(_events.First, error);
        }

        freshUntil = ages.FreshUntil(earliest);
        return (count, expired);
    }

    /// <summary>Leaves only the latest event of each key, if that has not been done since it was last empty.</summary>
    /// <returns>How many events were conflated.</returns>
    public int Congest()
    {
        if (_isCongested)
        {
            return 0;
        }

        _isCongested = true;
        var conflated = 0;
        for (int slot = _events.First, next; slot != SlotList<T>.None && _isCongested; slot = next)
        {
            next = _events.Next(slot);
            conflated += Conflate(slot, isFirst: false);
        }

        return conflated;
    }

    /// <summary>Removes the event for which a delegate threw.</summary>
    /// <returns>False where there is none.</returns>
    public bool TryRemoveFaulty()
    {
        if (_faulty == SlotList<T>.None)
        {
            return false;
        }

        _events.Remove(_faulty);
        _faulty = SlotList<T>.None;
        return true;
    }

    /// <summary>Notes that it is empty, or still is: memory that has not been needed for long is given back.</summary>
    public void NoteEmpty() => _events.NoteEmpty();

    public void Clear()
    {
        _events.Clear();
        EndCongestion();
    }

    // No delegate is asked and no arrival is kept: nothing can throw, so the loop is spared what an exception would need.
    private int TakePlain(Span<T> taken)
    {
        var count = Math.Min(taken.Length, _events.Count);
        for (var i = 0; i < count; i++)
        {
            taken[i] = _events.Remove(_events.First);
        }

        return count;
    }

    private int Conflate(int slot, bool isFirst)
    {
        try
        {
            var older = isFirst ? index!.AddBack(slot, _events) : index!.Add(slot, _events);
            if (older == SlotList<T>.None)
            {
                return 0;
            }

            _events.Remove(older);
            return 1;
        }
        catch (Exception error)
        {
            Fail(slot, error);
            return 0;
        }
    }

    private T RemoveFirstOrThrow()
    {
        var slot = _events.First;
        if (_isCongested)
        {
            if (_events.Count == 1)
            {
                EndCongestion();
            }
            else
            {
                index!.Remove(_events[slot], slot);
            }
        }

        return _events.Remove(slot);
    }

    // What the index knows is not to be trusted after an exception from within it.
    private void Fail(int slot, Exception error)
    {
        Fault ??= error;
        _faulty = slot;
        EndCongestion();
    }

    private void EndCongestion()
    {
        if (_isCongested)
        {
            _isCongested = false;
            index!.Clear();
        }
    }
}
