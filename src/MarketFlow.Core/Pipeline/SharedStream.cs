using System.Collections.Immutable;
using System.Reactive.Disposables;

namespace MarketFlow;

/// <summary>One subscription to a source for a known number of subscribers. See <see cref="Streams.Shared"/>.</summary>
internal sealed class SharedStream<T>(IObservable<T> source, int subscribers) : IObservable<T>, IObserver<T>, IInnerObserver
{
    private SingleAssignmentDisposableValue _upstream;
    private ImmutableArray<IObserver<T>> _observers = [];
    private int _joined;
    private int _left;
    private int _hasEnded;

    public IDisposable Subscribe(IObserver<T> observer)
    {
        ImmutableInterlocked.Update(ref _observers, observers => observers.Add(observer));
        if (Interlocked.Increment(ref _joined) == subscribers)
        {
            _upstream.Disposable = source.SubscribeSafe(this);
        }

        return Disposable.Create((Stream: this, observer), static subscription => subscription.Stream.Leave(subscription.observer));
    }

    // An observer that leaves meanwhile gets the event that is under way.
    public void OnNext(T value)
    {
        foreach (var observer in _observers)
        {
            observer.OnNext(value);
        }
    }

    public void OnError(Exception error)
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            foreach (var observer in _observers)
            {
                observer.OnError(error);
            }
        }
    }

    public void OnCompleted()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            foreach (var observer in _observers)
            {
                observer.OnCompleted();
            }
        }
    }

    private void Leave(IObserver<T> observer)
    {
        ImmutableInterlocked.Update(ref _observers, observers => observers.Remove(observer));
        if (Interlocked.Increment(ref _left) == subscribers)
        {
            _upstream.Dispose();
        }
    }
}
