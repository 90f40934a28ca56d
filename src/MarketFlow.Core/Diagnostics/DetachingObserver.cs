using System.Reactive.Disposables;
using System.Runtime.ExceptionServices;

namespace MarketFlow;

/// <summary>Unsubscribes a consumer that throws, as Rx does. The exception goes to the thread that delivered the event.</summary>
/// <remarks>
/// One guard stands at the end of a chain of our operators, so that the operators between need none.
/// Unlike the guard of <c>Observable.Create</c>, it does not swallow what is delivered while another thread disposes: what an operator
/// entered as emitted reaches the consumer.
/// </remarks>
internal sealed class DetachingObserver<T>(IObserver<T> observer) : IObserver<T>
{
    private SingleAssignmentDisposableValue _subscription;
    private ExceptionDispatchInfo? _thrown;

    /// <summary>Subscribes an observer, with a guard where it is a consumer.</summary>
    /// <param name="observer">The observer.</param>
    /// <param name="subscribe">Begins the subscription and returns what ends it.</param>
    public static IDisposable Subscribe(IObserver<T> observer, Func<IObserver<T>, IDisposable> subscribe)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return observer is IInnerObserver ? subscribe(observer) : new DetachingObserver<T>(observer).Run(subscribe);
    }

    public void OnNext(T value)
    {
        try
        {
            if (_thrown is null)
            {
                observer.OnNext(value);
            }
        }
        catch (Exception error)
        {
            Detach(error);
            throw;
        }
    }

    public void OnError(Exception error)
    {
        try
        {
            if (_thrown is null)
            {
                observer.OnError(error);
            }
        }
        catch (Exception thrown)
        {
            Detach(thrown);
            throw;
        }
    }

    public void OnCompleted()
    {
        try
        {
            if (_thrown is null)
            {
                observer.OnCompleted();
            }
        }
        catch (Exception thrown)
        {
            Detach(thrown);
            throw;
        }
    }

    private IDisposable Run(Func<IObserver<T>, IDisposable> subscribe)
    {
        var subscription = subscribe(this);
        _subscription.Disposable = subscription;

        // A source that emits while it is subscribed to runs within SubscribeSafe, which takes the consumer's exception for the source's.
        _thrown?.Throw();
        return subscription;
    }

    private void Detach(Exception error)
    {
        _thrown ??= ExceptionDispatchInfo.Capture(error);
        _subscription.Dispose();
    }
}
