namespace MarketFlow;

/// <summary>The streams that <c>RouteBy</c> splits its source into, to take from.</summary>
/// <remarks>
/// A route is subscribed and left like any stream, at any time, also from within a notification: a subscriber gets the events
/// that come after it, and leaving ends nothing but its own subscription. A route that has ended says so at once to whoever comes late.
/// Memory: one entry per route ever taken, until the result is disposed of.
/// </remarks>
/// <typeparam name="TRoute">What tells routes apart, e.g. the kind of an event. Compared by its default equality.</typeparam>
/// <typeparam name="T">What flows.</typeparam>
public interface IRoutes<in TRoute, out T>
    where TRoute : notnull
{
    /// <summary>The events of one route. Taking a route twice gives the same stream.</summary>
    /// <param name="route">The route.</param>
    /// <exception cref="ArgumentNullException"><paramref name="route"/> is null.</exception>
    IObservable<T> this[TRoute route] { get; }

    /// <summary>The events whose own route has no subscriber at the time.</summary>
    IObservable<T> Otherwise { get; }
}
