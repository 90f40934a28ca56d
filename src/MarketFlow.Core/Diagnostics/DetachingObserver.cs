using System.Reactive.Disposables;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace MarketFlow;

/// <summary>Unsubscribes a consumer that throws, as Rx does. The exception goes to the thread that delivered the event.</summary>
/// <remarks>
/// One guard stands at the end of a chain of our operators, so that the operators between need none.
/// Unlike the guard of <c>Observable.Create</c>, it does not swallow what is delivered while another thread disposes: what an operator
/// entered as emitted reaches the consumer.
/// </remarks>
internal class DetachingObserver<T>(IObserver<T> observer) : IObserver<T>
{
    private static readonly Assembly _rx = typeof(SingleAssignmentDisposable).Assembly;
    private SingleAssignmentDisposableValue _subscription;
    private ExceptionDispatchInfo? _thrown;

    /// <summary>Subscribes an observer, with a guard where it is a consumer.</summary>
    /// <param name="observer">The observer.</param>
    /// <param name="subscribe">Begins the subscription and returns what ends it.</param>
    public static IDisposable Subscribe(IObserver<T> observer, Func<IObserver<T>, IDisposable> subscribe)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return IsGuarded(observer) ? subscribe(observer)
            : observer is IInnerObserver ? new Inner(observer).Run(subscribe)
            : new DetachingObserver<T>(observer).Run(subscribe);
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

    // Rx puts a guard of its own at the end of a chain of its operators: it ends their subscriptions, and so ours. If a version of Rx names
    // the observers of its operators otherwise, there are two guards, and events cost some nanoseconds more.
    private static bool IsGuarded(IObserver<T> observer)
    {
        if (observer is IInnerObserver)
        {
            return observer is not IDetachable;
        }

        var type = observer.GetType();
        while (type is not null && !(type.Assembly == _rx && type.FullName!.StartsWith("System.Reactive.Sink`", StringComparison.Ordinal)))
        {
            type = type.BaseType;
        }

        return type is not null;
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
        (observer as IDetachable)?.Detach(_thrown);
    }

    // The guard of an observer of ours is one too: it gets what is under way at disposal.
    private sealed class Inner(IObserver<T> observer) : DetachingObserver<T>(observer), IInnerObserver;
}
