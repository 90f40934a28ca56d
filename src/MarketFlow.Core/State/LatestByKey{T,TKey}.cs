using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow;

/// <summary>The latest event of each key: to subscribe to (a snapshot, then the changes) and to read.</summary>
/// <remarks>
/// Every observer gets first what is kept of each key, the key that changed last at the end, then every change: none is missed and
/// none comes twice, whenever it subscribes. The snapshot comes on the subscribing thread, and so does what arrives in the meantime;
/// after that, changes come on the source's thread, one observer after the other in order of subscription. No lock is held meanwhile.
/// The end: what was kept stays readable. Who subscribes later gets the snapshot, then the completion or the error.
/// If a delegate throws, or a key is null, all observers get that exception and the source is disposed.
/// An observer that throws is unsubscribed, hears of it in its own <c>OnError</c> and is counted in <see cref="FailedObservers"/>;
/// the others and the source notice nothing.
/// Idle keys are forgotten in passing, by the next event, subscription or reading; there is no timer.
/// Memory: one entry of about 150 bytes per key that is not idle, and room for at most 8 times as many, or for 64, after a surge; per observer with its snapshot under way, that snapshot and at most <c>maxBehind</c>
/// changes. An observer that is further behind gets those and then an <see cref="InvalidOperationException"/> in <c>OnError</c>.
/// A snapshot is copied while the source waits for it: once through the keys, whoever asks; no user code runs meanwhile.
/// </remarks>
/// <typeparam name="T">What flows.</typeparam>
/// <typeparam name="TKey">What tells events apart.</typeparam>
public sealed class LatestByKey<T, TKey> : IObservable<T>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly IObservable<T> _source;
    private readonly Func<T, TKey> _keyOf;
    private readonly KeyedState<T, TKey> _state;
    private readonly IScheduler _clock;
    private readonly Func<T, T>? _retain;
    private readonly TimeSpan _retainAfter;
    private readonly int _maxBehind;
    private readonly Func<T, T, bool>? _replaces;
    private readonly LedgerStage? _stage;
    private ImmutableArray<LatestByKeySubscription<T>> _subscriptions = [];
    private long _failedObservers;
    private LatestByKeyConnection? _connection;
    private bool _hasEnded;
    private Exception? _error;

    internal LatestByKey(
        IObservable<T> source,
        Func<T, TKey> keyOf,
        KeyedState<T, TKey> state,
        IScheduler clock,
        Func<T, T>? retain,
        TimeSpan retainAfter,
        int maxBehind,
        Func<T, T, bool>? replaces,
        LedgerStage? stage)
    {
        _source = source;
        _keyOf = keyOf;
        _state = state;
        _clock = clock;
        _retain = retain;
        _retainAfter = retainAfter;
        _maxBehind = maxBehind;
        _replaces = replaces;
        _stage = stage;
    }

    /// <summary>How many keys are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                _state.ForgetIdle(_clock.Now);
                return _state.Count;
            }
        }
    }

    /// <summary>How many observers were unsubscribed because they threw.</summary>
    public long FailedObservers => Interlocked.Read(ref _failedObservers);

    /// <summary>Subscribes to the source, once: called again, it does nothing and returns the same connection.</summary>
    /// <returns>The connection. Disposed, it stops the changes for good; what was kept stays readable.</returns>
    public IDisposable Connect()
    {
        var connection = new LatestByKeyConnection(this);
        if (Interlocked.CompareExchange(ref _connection, connection, comparand: null) is { } earlier)
        {
            return earlier;
        }

        connection.SubscribeTo(_source);
        return connection;
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = new LatestByKeySubscription<T>(observer, _maxBehind, Remove, () => Interlocked.Increment(ref _failedObservers));
        lock (_gate)
        {
            _state.ForgetIdle(_clock.Now);
            subscription.EnqueueSnapshot(_state.ToArray());
            if (_hasEnded)
            {
                subscription.EnqueueEnd(_error);
            }
            else
            {
                _subscriptions = _subscriptions.Add(subscription);
            }
        }

        subscription.Deliver();
        return subscription;
    }

    /// <summary>Reads what is kept of one key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">What is kept; default where nothing is.</param>
    /// <returns>False where nothing of this key came, or the key is idle.</returns>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out T value)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_gate)
        {
            _state.ForgetIdle(_clock.Now);
            return _state.TryGet(key, out value);
        }
    }

    /// <summary>A copy of what is kept of each key, the key that changed last at the end.</summary>
    public IReadOnlyList<T> Snapshot() => Array.ConvertAll(Copy(), entry => entry.Value);

    /// <summary>A copy of what is kept of the keys that are wanted, the key that changed last at the end.</summary>
    /// <param name="wanted">Says whether a key is wanted. Called on the caller's thread, after the copy was made.</param>
    public IReadOnlyList<T> Snapshot(Func<TKey, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return [.. Copy().Where(entry => wanted(entry.Key)).Select(entry => entry.Value)];
    }

    private KeyValuePair<TKey, T>[] Copy()
    {
        lock (_gate)
        {
            _state.ForgetIdle(_clock.Now);
            return _state.ToArray();
        }
    }

    private ImmutableArray<LatestByKeySubscription<T>> Keep(TKey key, T value)
    {
        if (_retain is not null && _retainAfter > TimeSpan.Zero)
        {
            RetainSettled();
        }

        // Before the lock, for it is the caller's code.
        if (_replaces is not null && TryGet(key, out var kept) && !_replaces(kept, value))
        {
            lock (_gate)
            {
                _stage?.Passed();
                return _subscriptions;
            }
        }

        var retained = _retain is null || _retainAfter > TimeSpan.Zero ? value : _retain(value);
        lock (_gate)
        {
            var now = _clock.Now;
            _state.ForgetIdle(now);
            _state.Put(key, retained, now);
            _stage?.Passed();
            return _subscriptions;
        }
    }

    // Two per event, so that a burst of changes is caught up with. Only the source's thread changes anything, so what is found stays.
    private void RetainSettled()
    {
        for (var i = 0; i < 2; i++)
        {
            TKey? key;
            T? value;
            lock (_gate)
            {
                if (!_state.TryTakeSettled(_clock.Now, _retainAfter, out key, out value))
                {
                    return;
                }
            }

            var retained = _retain!(value);
            lock (_gate)
            {
                _state.Replace(key, retained);
            }
        }
    }

    private void End(Exception? error)
    {
        ImmutableArray<LatestByKeySubscription<T>> subscriptions;
        lock (_gate)
        {
            _hasEnded = true;
            _error = error;
            (subscriptions, _subscriptions) = (_subscriptions, []);
        }

        foreach (var subscription in subscriptions)
        {
            subscription.EnqueueEnd(error);
            subscription.Deliver();
        }
    }

    private void Remove(LatestByKeySubscription<T> subscription)
    {
        lock (_gate)
        {
            _subscriptions = _subscriptions.Remove(subscription);
        }
    }

    private sealed class LatestByKeyConnection(LatestByKey<T, TKey> owner) : IObserver<T>, IDisposable
    {
        private readonly SingleAssignmentDisposable _upstream = new();

        public void SubscribeTo(IObservable<T> source) => _upstream.Disposable = source.SubscribeSafe(this);

        public void Dispose() => _upstream.Dispose();

        public void OnNext(T value)
        {
            if (_upstream.IsDisposed)
            {
                return; // a source that runs within its Subscribe cannot be disposed yet, and goes on
            }

            ImmutableArray<LatestByKeySubscription<T>> subscriptions;
            try
            {
                subscriptions = owner.Keep(owner._keyOf(value), value);
            }
            catch (Exception error)
            {
                owner._stage?.Removed(RemovalReason.Invalid);
                End(error);
                return;
            }

            foreach (var subscription in subscriptions)
            {
                subscription.EnqueueChange(value);
                subscription.Deliver();
            }
        }

        public void OnError(Exception error) => End(error);

        public void OnCompleted() => End(error: null);

        private void End(Exception? error)
        {
            if (!_upstream.IsDisposed)
            {
                owner.End(error);
                Dispose();
            }
        }
    }
}
