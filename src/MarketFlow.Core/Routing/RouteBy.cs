using System.Reactive.Disposables;
using System.Runtime.ExceptionServices;

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
    /// Errors: if <paramref name="routeOf"/> throws or returns null, the source is disposed of and every route ends with that exception, the
    /// event counting as <see cref="RemovalReason.Invalid"/>. A subscriber of a route that throws is unsubscribed, and its exception goes to
    /// the source's thread; the other routes go on. If <paramref name="selector"/> throws or gives null, the result ends with
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

        return new GuardedObservable<TResult>(observer =>
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

            // A result of Rx's operators has no guard against a consumer that throws, because it is not the end of the chain.
            return result is IGuardedStream ? Begin(observer) : DetachingObserver<TResult>.Subscribe(observer, Begin);

            IDisposable Begin(IObserver<TResult> downstream)
            {
                RoutedSink<TResult> sink = new(downstream, routes);
                var subscription = result.SubscribeSafe(sink);
                routes.Run(source);

                // A source that emits while it is subscribed to runs within SubscribeSafe, which takes the consumer's exception for the source's.
                sink.Thrown?.Throw();
                return StableCompositeDisposable.Create(routes, subscription);
            }
        });
    }

    /// <summary>The result may end before the source: then nobody needs the source any more.</summary>
    private sealed class RoutedSink<T>(IObserver<T> downstream, IDisposable upstream) : IObserver<T>, IDetachable
    {
        public ExceptionDispatchInfo? Thrown { get; private set; }

        public void OnNext(T value) => downstream.OnNext(value);

        public void Detach(ExceptionDispatchInfo thrown)
        {
            Thrown = thrown;
            upstream.Dispose();
            (downstream as IDetachable)?.Detach(thrown);
        }

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
}
