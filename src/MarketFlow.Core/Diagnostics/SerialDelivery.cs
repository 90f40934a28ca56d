namespace MarketFlow;

/// <summary>Delivers notifications one at a time and in order, whichever threads they come from, without blocking any of them.</summary>
/// <remarks>
/// For sinks that two threads work on, say a source and a timer. Under its own gate a sink decides what goes out and calls
/// <c>Enqueue…</c>; after leaving the gate it calls <see cref="Drain"/>. Whoever finds nobody delivering, delivers, for the others
/// too; the others leave at once. No lock is held while the observer is called, and a notification that the observer itself
/// causes is delivered after the one it is busy with.
/// What waits here is bounded by what the sink may hold and by what arrives during one delivery; a sink fed from several threads bounds it itself.
/// </remarks>
internal sealed class SerialDelivery<T>(IObserver<T> observer)
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

    /// <returns>False where the stream has ended already and the value will never be delivered.</returns>
    public bool Enqueue(T value)
    {
        lock (_gate)
        {
            if (_isStopped || _isEnding)
            {
                return false;
            }

            _waiting.Enqueue(value);
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
                Stop(); // a consumer that throws has left the Rx grammar; nobody may wait for it
                throw;
            }
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
