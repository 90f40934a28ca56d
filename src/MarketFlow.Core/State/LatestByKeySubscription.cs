using System.Globalization;

namespace MarketFlow;

/// <summary>One observer of a keyed state: its snapshot, then the changes, one at a time whichever threads they come from.</summary>
/// <remarks>
/// What the observer throws goes no further, for the thread it throws on serves the others too: the observer is unsubscribed and
/// counted, and hears of it in its own <c>OnError</c>, unless it has unsubscribed itself or was being told of the end.
/// </remarks>
internal sealed class LatestByKeySubscription<T> : IObserver<T>, IDisposable
{
    private readonly IObserver<T> _observer;
    private readonly int _maxBehind;
    private readonly Action<LatestByKeySubscription<T>> _unsubscribe;
    private readonly Action _countFailure;
    private readonly SerialDelivery<T> _delivery;
    private long _snapshotLength;
    private long _changes;
    private long _delivered;
    private volatile bool _isDisposed;

    public LatestByKeySubscription(IObserver<T> observer, int maxBehind, Action<LatestByKeySubscription<T>> unsubscribe, Action countFailure)
    {
        _observer = observer;
        _maxBehind = maxBehind;
        _unsubscribe = unsubscribe;
        _countFailure = countFailure;
        _delivery = new(this);
    }

    public void EnqueueSnapshot<TKey>(KeyValuePair<TKey, T>[] snapshot)
    {
        _snapshotLength = snapshot.Length;
        foreach (var (_, value) in snapshot)
        {
            _delivery.Enqueue(value);
        }
    }

    public void EnqueueChange(T change)
    {
        var changesDelivered = Math.Max(0, Volatile.Read(ref _delivered) - _snapshotLength);
        if (_changes - changesDelivered < _maxBehind)
        {
            _changes += _delivery.Enqueue(change) ? 1 : 0;
            return;
        }

        _unsubscribe(this);
        _delivery.EnqueueError(new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture,
            $"The observer is {_maxBehind} changes behind, busy with its snapshot of {_snapshotLength}; more than {_maxBehind} changes may not wait.")));
    }

    public void EnqueueEnd(Exception? error)
    {
        if (error is null)
        {
            _delivery.EnqueueCompleted();
        }
        else
        {
            _delivery.EnqueueError(error);
        }
    }

    public void Deliver() => _delivery.Drain();

    public void OnNext(T value)
    {
        Volatile.Write(ref _delivered, _delivered + 1);
        try
        {
            _observer.OnNext(value);
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    public void OnError(Exception error)
    {
        try
        {
            _observer.OnError(error);
        }
        catch (Exception)
        {
            _countFailure();
        }
    }

    public void OnCompleted()
    {
        try
        {
            _observer.OnCompleted();
        }
        catch (Exception)
        {
            _countFailure();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _delivery.Stop();
        _unsubscribe(this);
    }

    private void Fail(Exception error)
    {
        var hasLeft = _isDisposed;
        Dispose();
        _countFailure();
        if (hasLeft)
        {
            return;
        }

        try
        {
            _observer.OnError(error);
        }
        catch (Exception)
        {
            // counted already; there is nobody else to tell
        }
    }
}
