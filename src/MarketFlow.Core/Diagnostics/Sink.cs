using System.Reactive.Disposables;

namespace MarketFlow;

/// <summary>What an operator does per subscription: takes events from one source and delivers to one observer, on the source's thread.</summary>
/// <remarks>
/// Keeps the Rx grammar whatever the source does: nothing is delivered after the end or after disposal, and the end only once.
/// Upstream is disposed before the end is delivered, so that an observer that subscribes again finds the old connection closed.
/// Costs one read per event: unlike <c>Observable.Create</c> it puts no observer of its own between the two. A consumer that throws is
/// unsubscribed by the guard at the end of the chain (<see cref="DetachingObserver{T}"/>); its exception goes to the producer.
/// For one source alone; where a timer works on the sink too, use <see cref="SerialDelivery{T}"/>.
/// </remarks>
internal abstract class Sink<T, TResult>(IObserver<TResult> downstream) : IObserver<T>, IInnerObserver, IDisposable
{
    private SingleAssignmentDisposableValue _upstream;
    private int _isStopped;

    /// <summary>True once the stream has ended or been disposed: <see cref="OnNext"/> has nothing to do any more.</summary>
    protected bool IsStopped => Volatile.Read(ref _isStopped) != 0;

    /// <summary>Begins to receive. A source that fails to subscribe ends the stream with its exception.</summary>
    public IDisposable Run(IObservable<T> source)
    {
        _upstream.Disposable = source.SubscribeSafe(this);
        return this;
    }

    /// <summary>Begins with a guard clause on <see cref="IsStopped"/> or <see cref="Refuses"/>.</summary>
    public abstract void OnNext(T value);

    /// <summary>Ends the stream; also called by a sink itself, with what a delegate of the caller's threw.</summary>
    public void OnError(Exception error)
    {
        if (TryStop())
        {
            downstream.OnError(error);
        }
    }

    public void OnCompleted()
    {
        if (TryStop())
        {
            downstream.OnCompleted();
        }
    }

    public void Dispose() => TryStop();

    /// <summary>True once the stream has ended or been disposed; the event that arrived is then removed as <see cref="RemovalReason.Shutdown"/>.</summary>
    /// <remarks>
    /// The stage before has entered it as emitted, so it must be entered here too. An operator without an account passes it on to the next of
    /// ours, which enters it.
    /// </remarks>
    protected bool Refuses(LedgerStage? stage) => IsStopped && RefusesLate(stage);

    /// <summary>Passes an event on, and enters it.</summary>
    /// <remarks>
    /// Looks again whether the stream has ended, because a delegate of the caller's may have disposed the subscription since the guard
    /// clause. What is entered as emitted is delivered, even if another thread disposes in between.
    /// </remarks>
    protected void Pass(TResult value, LedgerStage? stage)
    {
        if (!Refuses(stage))
        {
            stage?.Passed();
            downstream.OnNext(value);
        }
    }

    /// <summary>Delivers what the operator itself made, and enters it as created.</summary>
    protected void Create(TResult value, LedgerStage? stage)
    {
        if (!IsStopped)
        {
            stage?.Changed(received: 0, emitted: 1, created: 1);
            downstream.OnNext(value);
        }
    }

    // Apart, so that the look at each event is small enough to be inlined.
    private bool RefusesLate(LedgerStage? stage)
    {
        if (stage is null && downstream is IInnerObserver)
        {
            return false;
        }

        stage?.Removed(RemovalReason.Shutdown);
        return true;
    }

    private bool TryStop()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) != 0)
        {
            return false;
        }

        _upstream.Dispose();
        return true;
    }
}
