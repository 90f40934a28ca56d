using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow;

/// <summary>What an operator does per subscription where events come on one thread and things fall due on the clock's.</summary>
/// <remarks>
/// The operator keeps what it knows under <see cref="Gate"/>; what goes out is decided one notification at a time, when the observer is
/// free to take it. So nothing that was decided too early piles up behind a slow observer, and the bounds of the operator's own state
/// are the bounds of everything. The observer is never called by two at once, no lock is held meanwhile, and neither source nor clock
/// waits for it: whoever finds nobody delivering delivers, for the others too, and what the observer itself causes comes after.
/// One timer at most is pending: a due time that moves later lets it fire in vain rather than renewing it per event.
/// Subscribe within <c>Observable.Create</c>, which disposes the sink when the observer throws.
/// </remarks>
internal abstract class TimedSink<T, TResult>(IObserver<TResult> downstream, IScheduler clock) : IObserver<T>, IDisposable
{
    private readonly SingleAssignmentDisposable _upstream = new();
    private readonly SerialDisposable _timer = new();
    private long _wakesAt = DueTime.Never.UtcTicks;
    private Exception? _error;
    private bool _isEnding;
    private bool _isDelivering;
    private bool _isStopped;

    /// <summary>Guards whatever the operator keeps.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>True once nothing is received any more. Read under <see cref="Gate"/>.</summary>
    protected bool HasEnded => _isStopped || _isEnding;

    /// <summary>When the next thing falls due; never, where nothing does. Called under <see cref="Gate"/>.</summary>
    protected abstract DateTimeOffset NextDue { get; }

    /// <summary>Begins to receive.</summary>
    public IDisposable Run(IObservable<T> source)
    {
        _upstream.Disposable = source.SubscribeSafe(this);
        return this;
    }

    public void OnNext(T value)
    {
        if (clock.Now.UtcTicks >= Volatile.Read(ref _wakesAt))
        {
            Tick(); // what is due by now was due before this one came
        }

        lock (Gate)
        {
            if (HasEnded)
            {
                return;
            }
        }

        try
        {
            Receive(value);
        }
        catch (Exception error)
        {
            lock (Gate)
            {
                if (!HasEnded)
                {
                    Reject();
                }
            }

            Fail(error);
            return;
        }

        Deliver();
    }

    public void OnError(Exception error) => End(error);

    public void OnCompleted() => End(error: null);

    public void Dispose()
    {
        lock (Gate)
        {
            if (!_isStopped)
            {
                Discard();
            }

            _isStopped = true;
        }

        _timer.Dispose();
        _upstream.Dispose();
    }

    /// <summary>Takes an event in. Called without a lock: first ask the caller's delegates, then enter <see cref="Gate"/>.</summary>
    protected abstract void Receive(T value);

    /// <summary>Decides what goes out next, if anything, and makes its entry. Called under <see cref="Gate"/>.</summary>
    protected abstract bool TryTake(DateTimeOffset now, bool isEnding, [MaybeNullWhen(false)] out TResult value);

    /// <summary>Asks the caller's delegates whatever depends on the time. Called without a lock, when something may be due.</summary>
    protected virtual void Look()
    {
    }

    /// <summary>Enters an event on which a delegate of the caller's threw. Called under <see cref="Gate"/>.</summary>
    protected virtual void Reject()
    {
    }

    /// <summary>Removes what is held, because the subscription was disposed. Called under <see cref="Gate"/>.</summary>
    protected virtual void Discard()
    {
    }

    /// <summary>Wakes no later than at this time. Called under <see cref="Gate"/>.</summary>
    private void WakeBy(DateTimeOffset due, DateTimeOffset now)
    {
        if (due.UtcTicks < _wakesAt)
        {
            Volatile.Write(ref _wakesAt, due.UtcTicks);
            _timer.Disposable = clock.Schedule(this, due - now, static (_, sink) =>
            {
                Volatile.Write(ref sink._wakesAt, DueTime.Never.UtcTicks);
                sink.Tick();
                return Disposable.Empty;
            });
        }
    }

    /// <summary>Looks at what depends on the time, and delivers what is due by now.</summary>
    protected void Tick()
    {
        try
        {
            Look();
        }
        catch (Exception error)
        {
            Fail(error);
            return;
        }

        Deliver();
    }

    private void Fail(Exception error)
    {
        End(error);
        _upstream.Dispose();
    }

    private void End(Exception? error)
    {
        lock (Gate)
        {
            if (HasEnded)
            {
                return;
            }

            _isEnding = true;
            _error = error;
        }

        Deliver();
    }

    private void Deliver()
    {
        lock (Gate)
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
                DeliverEnd();
                return;
            }

            downstream.OnNext(value);
        }
    }

    private bool TryTake(out TResult value, out bool isEnd)
    {
        lock (Gate)
        {
            (value, isEnd) = (default!, false);
            if (_isStopped)
            {
                return _isDelivering = false;
            }

            var now = clock.Now;
            if (TryTake(now, _isEnding, out value!))
            {
                return true;
            }

            if (!_isEnding)
            {
                WakeBy(NextDue, now);
            }

            isEnd = _isStopped = _isEnding;
            return _isDelivering = isEnd;
        }
    }

    private void DeliverEnd()
    {
        _timer.Dispose();
        if (_error is null)
        {
            downstream.OnCompleted();
        }
        else
        {
            downstream.OnError(_error);
        }
    }
}
