namespace MarketFlow;

/// <summary>Delivers notifications one at a time and in order, whichever threads they come from, without blocking any of them.</summary>
/// <remarks>
/// For sinks that two threads work on, say a source and a timer. Under its own gate a sink decides what goes out and calls
/// <c>Enqueue…</c>; after leaving the gate it calls <see cref="Drain"/>. Whoever finds nobody delivering, delivers, for the others
/// too; the others leave at once. No lock is held while the observer is called, and a notification that the observer itself
/// causes is delivered after the one it is busy with.
/// What waits is bounded by <paramref name="capacity"/>; beyond it the arriving value is refused.
/// </remarks>
/// <param name="observer">Who is called.</param>
/// <param name="capacity">How many values may wait while one is being delivered.</param>
/// <param name="stage">The account of this delivery, where it is a stage of its own: overflow, shutdown, and what waits.</param>
internal sealed class SerialDelivery<T>(IObserver<T> observer, int capacity = int.MaxValue, LedgerStage? stage = null)
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _waiting = new();
    private Exception? _error;
    private bool _isEnding;
    private bool _isDelivering;
    private bool _isStopped;

    /// <summary>How many values wait to be delivered.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <returns>False where the value was refused: as many wait as may, or the stream has ended.</returns>
    public bool Enqueue(T value)
    {
        lock (_gate)
        {
            var hasEnded = _isStopped || _isEnding;
            if (hasEnded || _waiting.Count == capacity)
            {
                stage?.Changed(
                    received: 1, emitted: 0, removed: 1, hasEnded ? RemovalReason.Shutdown : RemovalReason.Overflow, heldNow: _waiting.Count);
                return false;
            }

            _waiting.Enqueue(value);
            stage?.Changed(received: 1, emitted: 0, heldNow: _waiting.Count);
            return true;
        }
    }

    /// <summary>What waits is still delivered, then the completion.</summary>
    public void EnqueueCompleted() => EnqueueEnd(error: null);

    /// <summary>What waits is still delivered, then the error.</summary>
    public void EnqueueError(Exception error) => EnqueueEnd(error);

    /// <summary>Nothing is delivered any more.</summary>
    /// <returns>How many values were waiting and will never be delivered.</returns>
    public int Stop()
    {
        lock (_gate)
        {
            var undelivered = _waiting.Count;
            _isStopped = true;
            _waiting.Clear();
            stage?.Changed(received: 0, emitted: 0, undelivered, RemovalReason.Shutdown, heldNow: _waiting.Count);
            return undelivered;
        }
    }

    /// <summary>Delivers what waits, unless somebody is at it already.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            if (_isDelivering)
            {
                return;
            }

            _isDelivering = true;
        }

        while (TryTake(out var value, out var isEnd))
        {
            if (isEnd)
            {
                End();
                return;
            }

            try
            {
                observer.OnNext(value);
            }
            catch
            {
                Abandon();
                throw;
            }
        }
    }

    // A consumer that throws has left the Rx grammar; nobody may wait for it. What waits is left for Stop to count.
    private void Abandon()
    {
        lock (_gate)
        {
            _isStopped = true;
        }
    }

    private void EnqueueEnd(Exception? error)
    {
        lock (_gate)
        {
            if (!_isEnding)
            {
                _isEnding = true;
                _error = error;
            }
        }
    }

    private bool TryTake(out T value, out bool isEnd)
    {
        lock (_gate)
        {
            isEnd = false;
            if (_isStopped)
            {
                value = default!;
                return _isDelivering = false;
            }

            if (_waiting.TryDequeue(out value!))
            {
                _waiting.TrimAfterSurge();
                stage?.Changed(received: 0, emitted: 1, heldNow: _waiting.Count);
                return true;
            }

            isEnd = _isStopped = _isEnding;
            return _isDelivering = isEnd;
        }
    }

    private void End()
    {
        if (_error is null)
        {
            observer.OnCompleted();
        }
        else
        {
            observer.OnError(_error);
        }
    }
}
