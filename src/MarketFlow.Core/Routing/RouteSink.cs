using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow;

/// <summary>What <c>RouteBy</c> does per subscription: gives each event to the subscribers of its route.</summary>
internal sealed partial class RouteSink<T, TRoute> : IObserver<T>, IInnerObserver, IRoutes<TRoute, T>, IDisposable
    where TRoute : notnull
{
    private readonly Lock _gate = new(); // for changes only: events read the arrays and the table as they find them
    private readonly Func<T, TRoute> _routeOf;
    private readonly LedgerStage? _stage;
    private readonly Route _otherwise;
    private volatile RouteTable<TRoute, Route> _routes = RouteTable<TRoute, Route>.Empty;
    private volatile Notification<T>? _end;
    private SingleAssignmentDisposableValue _upstream;
    private volatile bool _isOver; // ended or disposed of: one look per event

    public RouteSink(Func<T, TRoute> routeOf, LedgerStage? stage)
    {
        _routeOf = routeOf;
        _stage = stage;
        _otherwise = new(this);
    }

    public IObservable<T> Otherwise => _otherwise;

    public IObservable<T> this[TRoute route]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(route);
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
        if (_isOver)
        {
            _stage?.Removed(RemovalReason.Shutdown);
            return;
        }

        RouteSubscription[] takers;
        try
        {
            takers = TakersOf(_routeOf(value));
        }
        catch (Exception error)
        {
            Dispose();
            _stage?.Removed(RemovalReason.Invalid);
            End(Notification.CreateOnError<T>(error));
            return;
        }

        if (takers.Length == 1 && !takers[0].IsDisposed)
        {
            _stage?.Passed();
            takers[0].Deliver(value);
            return;
        }

        DeliverToMany(takers, value);
    }

    public void OnError(Exception error) => End(Notification.CreateOnError<T>(error));

    public void OnCompleted() => End(Notification.CreateOnCompleted<T>());

    /// <summary>Begins to receive.</summary>
    public void Run(IObservable<T> source) => _upstream.Disposable = source.SubscribeSafe(this);

    public void Dispose()
    {
        _isOver = true;
        _upstream.Dispose();
    }

    private void DeliverToMany(RouteSubscription[] takers, T value)
    {
        var first = 0;
        while (first < takers.Length && takers[first].IsDisposed)
        {
            first++;
        }

        if (first == takers.Length)
        {
            _stage?.Removed(_isOver ? RemovalReason.Shutdown : RemovalReason.Filtered);
            return;
        }

        // Delivered once entered as emitted, though another thread may dispose in between.
        _stage?.Passed();
        takers[first].Deliver(value);
        for (var next = first + 1; next < takers.Length; next++)
        {
            // A subscriber that an earlier one has just disposed of is passed by.
            if (!takers[next].IsDisposed)
            {
                takers[next].Deliver(value);
            }
        }
    }

    private RouteSubscription[] TakersOf(TRoute route)
    {
        if (route is null)
        {
            throw new ArgumentNullException(nameof(route), "routeOf returned null; it must return a route.");
        }

        return _routes.TryGetValue(route, out var stream) && stream.Takers is { Length: > 0 } takers ? takers : _otherwise.Takers;
    }

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
            _isOver = true;
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
}
