namespace MarketFlow;

/// <summary>The bounded buffer of one lane in one subscription: first in, first out, with removal from the middle for conflation.</summary>
/// <remarks>Thread-safe: a short lock, never held while anybody else's code runs, keys and receive times excepted.</remarks>
internal sealed class LaneBuffer<T>(LaneOptions options, Func<T, Timestamp>? receivedAtOf, LedgerStage? stage, LaneState state, ConflationIndex<T>? index)
{
    private readonly ShortLock _gate = new();

    // One more than the capacity: in a full lane an event joins before the one it replaces leaves.
    // And those that were taken and put back.
    private readonly SlotList<T> _waiting = new((int)Math.Min(options.Capacity + 1L + Hand<T>.Length, Array.MaxLength));
    private volatile bool _isEmpty = true;
    private bool _wakesConsumer = true;
    private bool _isCongested;
    private bool _isClosed;

    public bool IsEmpty => _isEmpty;

    /// <summary>Puts an event at the end.</summary>
    /// <param name="value">The event.</param>
    /// <param name="wakes">True where the consumer sleeps and is to be woken.</param>
    /// <returns>False where the lane is full and must not lose anything: the event was not taken.</returns>
    public bool TryAdd(T value, out bool wakes)
    {
        using (_gate.EnterScope())
        {
            wakes = false;
            if (_isClosed)
            {
                Account(received: 1, removed: 1, RemovalReason.Shutdown);
                return true;
            }

            var isTaken = _waiting.Count < options.Capacity ? Add(value) : TryAddToFull(value);
            _isEmpty = false;
            state.Tell(_waiting.Count);
            (wakes, _wakesConsumer) = (_wakesConsumer, false);
            return isTaken;
        }
    }

    /// <summary>Takes the events whose turn it is, after removing those that are too old. From here on they count as emitted.</summary>
    /// <param name="now">The time.</param>
    /// <param name="taken">Receives them, the oldest first.</param>
    /// <returns>How many there were.</returns>
    public int Take(Timestamp now, Span<T> taken)
    {
        using (_gate.EnterScope())
        {
            var (count, expired) = (0, 0);
            while (count < taken.Length && _waiting.First != SlotList<T>.None)
            {
                var value = RemoveFirst();
                if (receivedAtOf is null || now - receivedAtOf(value) <= options.MaxAge)
                {
                    taken[count++] = value;
                }
                else
                {
                    expired++;
                }
            }

            state.Tell(_waiting.Count);
            stage?.Changed(received: 0, emitted: count, expired, RemovalReason.Expired, heldNow: _waiting.Count);
            return count;
        }
    }

    /// <summary>Puts events back that were taken and not emitted, before those that wait.</summary>
    /// <param name="taken">The events, the oldest first.</param>
    public void PutBack(ReadOnlySpan<T> taken)
    {
        using (_gate.EnterScope())
        {
            if (_isClosed)
            {
                stage?.Changed(received: 0, emitted: -taken.Length, taken.Length, RemovalReason.Shutdown, heldNow: _waiting.Count);
                return;
            }

            for (var i = taken.Length - 1; i >= 0; i--)
            {
                PutBack(taken[i]);
            }

            _isEmpty = _waiting.Count == 0;
            state.Tell(_waiting.Count);
        }
    }

    /// <summary>The consumer goes to sleep, and the next event that comes wakes it.</summary>
    /// <returns>False where something waits already.</returns>
    public bool TrySleep()
    {
        using (_gate.EnterScope())
        {
            return _wakesConsumer = _waiting.Count == 0;
        }
    }

    /// <summary>Whatever still arrives is removed as <c>shutdown</c>; what waits can still be taken.</summary>
    public void StopTaking()
    {
        using (_gate.EnterScope())
        {
            _isClosed = true;
        }
    }

    /// <summary>Removes everything that waits, and whatever still arrives, as <c>shutdown</c>.</summary>
    public void Close()
    {
        using (_gate.EnterScope())
        {
            _isClosed = true;
            var waiting = _waiting.Count;
            _waiting.Clear();
            _isEmpty = true;
            Account(received: 0, removed: waiting, RemovalReason.Shutdown);
            state.Tell(_waiting.Count);
        }
    }

    private bool Add(T value)
    {
        Account(received: 1, removed: _isCongested ? AppendConflated(value) : Append(value), RemovalReason.Conflated);
        return true;
    }

    private bool TryAddToFull(T value)
    {
        switch (options.Overflow)
        {
            case Overflow.Fail:
                Account(received: 1, removed: 1, RemovalReason.Overflow);
                return false;

            case Overflow.DropNewest:
                Account(received: 1, removed: 1, RemovalReason.Overflow);
                return true;

            case Overflow.Conflate:
                Congest();
                Add(value);
                if (_waiting.Count > options.Capacity)
                {
                    RemoveFirst();
                    Account(received: 0, removed: 1, RemovalReason.Overflow);
                }

                return true;

            default:
                RemoveFirst();
                Append(value);
                Account(received: 1, removed: 1, RemovalReason.Overflow);
                return true;
        }
    }

    /// <summary>Leaves only the latest event of each key waiting, once, when the lane has become full.</summary>
    private void Congest()
    {
        if (_isCongested)
        {
            return;
        }

        _isCongested = true;
        var conflated = 0;
        for (int slot = _waiting.First, next; slot != SlotList<T>.None; slot = next)
        {
            next = _waiting.Next(slot);
            conflated += RemoveOlder(index!.Add(slot, _waiting));
        }

        Account(received: 0, conflated, RemovalReason.Conflated);
    }

    // A newer event of its key may have come meanwhile: then it is the older one.
    private void PutBack(T value)
    {
        var slot = _waiting.Prepend(value);
        var removed = _isCongested ? RemoveOlder(index!.AddBack(slot, _waiting)) : 0;
        stage?.Changed(received: 0, emitted: -1, removed, RemovalReason.Conflated, heldNow: _waiting.Count);
    }

    private int Append(T value)
    {
        _waiting.Append(value);
        return 0;
    }

    private int AppendConflated(T value) => RemoveOlder(index!.Add(_waiting.Append(value), _waiting));

    private int RemoveOlder(int slot)
    {
        if (slot == SlotList<T>.None)
        {
            return 0;
        }

        _waiting.Remove(slot);
        return 1;
    }

    private T RemoveFirst()
    {
        var slot = _waiting.First;
        var value = _waiting.Remove(slot);
        _isEmpty = _waiting.Count == 0;
        if (_isCongested)
        {
            index!.Remove(value, slot);
            if (_isEmpty)
            {
                _isCongested = false;
                index.Clear();
            }
        }

        return value;
    }

    private void Account(long received, long removed, RemovalReason reason) =>
        stage?.Changed(received, emitted: 0, removed, reason, heldNow: _waiting.Count);
}
