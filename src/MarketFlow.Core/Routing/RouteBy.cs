using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Splits a stream into the routes that <paramref name="selector"/> takes, and returns what it makes of them.</summary>
    /// <param name="source">Any stream; its notifications must not overlap (the Rx grammar). Subscribed once the result has been.</param>
    /// <param name="routeOf">Which route an event takes, e.g. its kind. Called once per event, in order.</param>
    /// <param name="selector">Takes the routes it wants and combines what it makes of them. Called once per subscription.</param>
    /// <param name="stage">
    /// The account to keep; null for none. An event counts once as emitted however many subscribers its route has,
    /// and as <see cref="RemovalReason.Filtered"/> where neither its route nor <see cref="IRoutes{TRoute, T}.Otherwise"/> has one.
    /// </param>
    /// <returns>
    /// The selector's result. An event goes to all subscribers of its route in the order in which they came, or else to those of
    /// <see cref="IRoutes{TRoute, T}.Otherwise"/>; synchronously, in source order, on the source's thread.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <remarks>
    /// Unlike <c>GroupBy</c> it makes no route that nobody asked for. Memory: one entry per route taken; events are never kept.
    /// End: the source's completion or error goes to every route. A result that has let go of all routes does not hear of it.
    /// Errors: if <paramref name="routeOf"/> throws, the source is disposed of and every route ends with that exception, the event
    /// counting as <see cref="RemovalReason.Invalid"/>. If <paramref name="selector"/> throws or gives null, the result ends with
    /// that (OnError) and the source is not subscribed.
    /// </remarks>
    public static IObservable<TResult> RouteBy<T, TRoute, TResult>(
        this IObservable<T> source,
        Func<T, TRoute> routeOf,
        Func<IRoutes<TRoute, T>, IObservable<TResult>> selector,
        LedgerStage? stage = null)
        where TRoute : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(routeOf);
        ArgumentNullException.ThrowIfNull(selector);

        return new SubscribedObservable<TResult>(observer =>
        {
            var routes = new RouteSink<T, TRoute>(routeOf, stage);
            IObservable<TResult> result;
            try
            {
                result = selector(routes) ?? throw new InvalidOperationException("The selector of RouteBy gave null; it must give a stream.");
            }
            catch (Exception error)
            {
                observer.OnError(error);
                return Disposable.Empty;
            }

            var subscription = result.SubscribeSafe(new RoutedSink<TResult>(observer, routes.Upstream));
            routes.Upstream.Disposable = source.SubscribeSafe(routes);
            return StableCompositeDisposable.Create(routes.Upstream, subscription);
        });
    }

    /// <summary>The result may end before the source: then nobody needs the source any more.</summary>
    private sealed class RoutedSink<T>(IObserver<T> downstream, IDisposable upstream) : IObserver<T>
    {
        public void OnNext(T value) => downstream.OnNext(value);

        public void OnError(Exception error)
        {
            upstream.Dispose();
            downstream.OnError(error);
        }

        public void OnCompleted()
        {
            upstream.Dispose();
            downstream.OnCompleted();
        }
    }

    private sealed class RouteSink<T, TRoute> : IObserver<T>, IRoutes<TRoute, T>
        where TRoute : notnull
    {
        private readonly Lock _gate = new(); // for changes only: events read the arrays and the table as they find them
        private readonly Func<T, TRoute> _routeOf;
        private readonly LedgerStage? _stage;
        private readonly Route _otherwise;
        private volatile RouteTable<TRoute, Route> _routes = RouteTable<TRoute, Route>.Empty;
        private volatile Notification<T>? _end;

        public RouteSink(Func<T, TRoute> routeOf, LedgerStage? stage)
        {
            _routeOf = routeOf;
            _stage = stage;
            _otherwise = new(this);
        }

        public SingleAssignmentDisposable Upstream { get; } = new();

        public IObservable<T> Otherwise => _otherwise;

        public IObservable<T> this[TRoute route]
        {
            get
            {
                lock (_gate)
                {
                    if (!_routes.TryGetValue(route, out var stream))
                    {
                        stream = new(this);
                        _routes = _routes.With(route, stream);
                    }

                    return stream;
                }
            }
        }

        public void OnNext(T value)
        {
            RouteSubscription[] takers;
            try
            {
                takers = TakersOf(_routeOf(value));
            }
            catch (Exception error)
            {
                Upstream.Dispose();
                _stage?.Removed(RemovalReason.Invalid);
                End(Notification.CreateOnError<T>(error));
                return;
            }

            if (takers.Length == 0)
            {
                _stage?.Removed(_end is null ? RemovalReason.Filtered : RemovalReason.Shutdown);
                return;
            }

            _stage?.Passed();
            foreach (var taker in takers)
            {
                taker.OnNext(value);
            }
        }

        public void OnError(Exception error) => End(Notification.CreateOnError<T>(error));

        public void OnCompleted() => End(Notification.CreateOnCompleted<T>());

        private RouteSubscription[] TakersOf(TRoute route) =>
            _routes.TryGetValue(route, out var stream) && stream.Takers is { Length: > 0 } takers ? takers : _otherwise.Takers;

        private void End(Notification<T> end)
        {
            var takers = new List<RouteSubscription>();
            lock (_gate)
            {
                if (_end is not null)
                {
                    return;
                }

                _end = end;
                foreach (var stream in _routes.Values.Append(_otherwise))
                {
                    takers.AddRange(stream.Takers);
                    stream.Takers = [];
                }
            }

            foreach (var taker in takers)
            {
                taker.End(end);
            }
        }

        private sealed class Route(RouteSink<T, TRoute> sink) : IObservable<T>
        {
            private volatile RouteSubscription[] _takers = [];

            public RouteSubscription[] Takers
            {
                get => _takers;
                set => _takers = value;
            }

            public IDisposable Subscribe(IObserver<T> observer)
            {
                ArgumentNullException.ThrowIfNull(observer);
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

            public void Remove(RouteSubscription subscription)
            {
                lock (sink._gate)
                {
                    _takers = Array.FindAll(_takers, taker => taker != subscription);
                }
            }
        }

        private sealed class RouteSubscription(Route route, IObserver<T> observer) : IDisposable
        {
            private volatile bool _isDisposed;

            // An event that is on its way to several subscribers must pass by one whom an earlier one has just disposed of.
            public void OnNext(T value)
            {
                if (!_isDisposed)
                {
                    observer.OnNext(value);
                }
            }

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
}
