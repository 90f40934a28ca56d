using System.Reactive;
using System.Reactive.Disposables;

namespace MarketFlow;

/// <content>The routes and who has subscribed to them.</content>
internal sealed partial class RouteSink<T, TRoute>
{
    private sealed class Route(RouteSink<T, TRoute> sink) : IObservable<T>, IGuardedStream
    {
        private volatile RouteSubscription[] _takers = [];

        public RouteSubscription[] Takers
        {
            get => _takers;
            set => _takers = value;
        }

        // A consumer that throws leaves its route, and the other routes go on.
        public IDisposable Subscribe(IObserver<T> observer) => DetachingObserver<T>.Subscribe(observer, Add);

        public void Remove(RouteSubscription subscription)
        {
            lock (sink._gate)
            {
                _takers = Array.FindAll(_takers, taker => taker != subscription);
            }
        }

        private IDisposable Add(IObserver<T> observer)
        {
            lock (sink._gate)
            {
                if (sink._end is null)
                {
                    var subscription = new RouteSubscription(this, observer);
                    _takers = [.. _takers, subscription];
                    return subscription;
                }
            }

            sink._end.Accept(observer);
            return Disposable.Empty;
        }
    }

    private sealed class RouteSubscription(Route route, IObserver<T> observer) : IDisposable
    {
        private volatile bool _isDisposed;

        public bool IsDisposed => _isDisposed;

        public void Deliver(T value) => observer.OnNext(value);

        public void End(Notification<T> end)
        {
            if (!_isDisposed)
            {
                end.Accept(observer);
            }
        }

        public void Dispose()
        {
            _isDisposed = true;
            route.Remove(this);
        }
    }
}
