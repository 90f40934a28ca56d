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
/// At most one timer is pending (<see cref="WakeTimer"/>). It is armed outside <see cref="Gate"/>, after the last event was delivered: a
/// scheduler that runs work inline sleeps there, and meanwhile other threads can dispose, and read the account.
/// No due time is missed: what is due next is read under <see cref="Gate"/> together with the end of the delivery, so a later call,
/// on any thread, finds no delivery under way and reads it again.
/// Subscribe by <see cref="From"/>, which disposes the sink when the consumer throws.
/// </remarks>
internal abstract partial class TimedSink<T, TResult> : IObserver<T>, IInnerObserver, IDisposable
{
    private readonly IObserver<TResult> _downstream;
    private readonly IScheduler _clock;
    private readonly SingleAssignmentDisposable _upstream = new();
    private readonly WakeTimer _timer;
    private LedgerStage? _stage;
    private IDisposable? _claim;
    private bool _isReleased;
    private Exception? _error;
    private bool _isEnding;
    private bool _isDelivering;
    private bool _isStopped;

    protected TimedSink(IObserver<TResult> downstream, IScheduler clock) =>
        (_downstream, _clock, _timer) = (downstream, clock, new(clock, Tick));

    /// <summary>Guards whatever the operator keeps.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>True once nothing is received any more. Read under <see cref="Gate"/>.</summary>
    protected bool HasEnded => _isStopped || _isEnding;

    /// <summary>When the next thing falls due; never, where nothing does. Called under <see cref="Gate"/>.</summary>
    protected abstract DateTimeOffset NextDue { get; }

    /// <summary>The stream of an operator: each subscription gets a sink of its own.</summary>
    /// <param name="source">The source.</param>
    /// <param name="sinkFor">Makes the sink of a subscription.</param>
    /// <param name="stage">The operator's account, if it has one.</param>
    public static IObservable<TResult> From(IObservable<T> source, Func<IObserver<TResult>, TimedSink<T, TResult>> sinkFor, LedgerStage? stage = null) =>
        new SubscribedObservable<TResult>(observer => sinkFor(observer).Run(source, stage));

    private TimedSink<T, TResult> Run(IObservable<T> source, LedgerStage? stage)
    {
        (_stage, _claim) = (stage, stage?.Claim());
        try
        {
            Begin();
        }
        catch (Exception error)
        {
            Fail(error);
            return this;
        }

        _upstream.Disposable = source.SubscribeSafe(this);
        Tick(); // after the source, which may send from another thread while an inline scheduler sleeps here
        return this;
    }

    public void OnNext(T value)
    {
        if (_clock.Now.UtcTicks >= _timer.DueAt)
        {
            Tick(); // what is due by now was due before this one came
        }

        lock (Gate)
        {
            if (HasEnded)
            {
                Refuse(value);
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
                if (HasEnded)
                {
                    Refuse(value);
                }
                else
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

        Release();
    }

    /// <summary>Called once, before the source is subscribed to.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Takes an event in. Called without a lock: first ask the caller's delegates, then enter <see cref="Gate"/>.</summary>
    protected abstract void Receive(T value);

    /// <summary>
    /// Decides what goes out next, if anything, and makes its entry. Called under <see cref="Gate"/>. Where it throws, it has removed what
    /// it threw on, because it is called again, with the end ahead.
    /// </summary>
    protected abstract bool TryTake(DateTimeOffset now, bool isEnding, [MaybeNullWhen(false)] out TResult value);

    /// <summary>Asks the caller's delegates whatever depends on the time. Called without a lock, when something may be due.</summary>
    protected virtual void Look()
    {
    }

    /// <summary>Enters an event on which a delegate of the caller's threw. Called under <see cref="Gate"/>.</summary>
    protected virtual void Reject()
    {
    }

    /// <summary>Enters an event that came after the end or after disposal: the stage before has entered it as emitted. Called under <see cref="Gate"/>.</summary>
    protected virtual void Refuse(T value)
    {
        if (_isReleased)
        {
            _stage?.RemovedLate();
        }
        else
        {
            _stage?.Removed(RemovalReason.Shutdown);
        }
    }

    /// <summary>Removes what is held, because the subscription was disposed. Called under <see cref="Gate"/>.</summary>
    protected virtual void Discard()
    {
    }

    private void Tick()
    {
        if (TryLook())
        {
            Deliver();
        }
    }

    private bool TryLook()
    {
        try
        {
            Look();
            return true;
        }
        catch (Exception error)
        {
            Fail(error);
            return false;
        }
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
}
