using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Merges streams that one source drives and that therefore never overlap, such as routes of one <c>RouteBy</c>.</summary>
    /// <param name="routes">The streams; each must notify only while its common source notifies, on that source's thread.</param>
    /// <typeparam name="T">What flows.</typeparam>
    /// <returns>The events of all, in the order of the common source. Completes when all have; ends with the first error.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="routes"/> or one of them is null.</exception>
    /// <remarks>
    /// Rx's own <c>Merge</c> takes a lock around every call downstream, to keep apart what here cannot meet.
    /// Streams that wait for time (batches, conflation) may notify on their clock's thread: give those a common lane instead.
    /// </remarks>
    public static IObservable<T> MergeRoutes<T>(params IObservable<T>[] routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        Array.ForEach(routes, route => ArgumentNullException.ThrowIfNull(route, nameof(routes)));
        return routes.Length == 0
            ? Observable.Empty<T>()
            : new SubscribedObservable<T>(observer => new MergeRoutesSink<T>(observer, routes.Length).Run(routes));
    }

    private sealed class MergeRoutesSink<T>(IObserver<T> downstream, int running) : IObserver<T>, IInnerObserver, IDisposable
    {
        private readonly CompositeDisposable _routes = [];
        private volatile int _running = running;

        public MergeRoutesSink<T> Run(IObservable<T>[] routes)
        {
            foreach (var route in routes)
            {
                _routes.Add(route.SubscribeSafe(this));
            }

            return this;
        }

        public void OnNext(T value)
        {
            // Another operator of ours gets what was under way when it was disposed: the stage before has entered it as emitted.
            if (_running > 0 || downstream is IInnerObserver)
            {
                downstream.OnNext(value);
            }
        }

        public void OnError(Exception error)
        {
            if (_running > 0)
            {
                Dispose();
                downstream.OnError(error);
            }
        }

        public void OnCompleted()
        {
            if (_running > 0 && --_running == 0)
            {
                Dispose();
                downstream.OnCompleted();
            }
        }

        public void Dispose()
        {
            _running = 0;
            _routes.Dispose();
        }
    }
}
