using System.Reactive.Disposables;

namespace MarketFlow.Tests;

/// <summary>A source worked by hand that keeps no rule of Rx by itself: what the test says is what the observer hears.</summary>
public sealed class HandSource<T> : IObservable<T>
{
    public Action<IObserver<T>> OnSubscribe { get; init; } = _ => { };

    public IObserver<T> Observer { get; private set; } = null!;

    public int Subscribed { get; private set; }

    public int Unsubscribed { get; private set; }

    public IDisposable Subscribe(IObserver<T> observer)
    {
        Observer = observer;
        Subscribed++;
        OnSubscribe(observer);
        return Disposable.Create(() => Unsubscribed++);
    }
}
