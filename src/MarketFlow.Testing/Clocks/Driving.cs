using System.Globalization;
using System.Reactive.Concurrency;

namespace MarketFlow.Testing;

/// <summary>Plays arrivals in virtual time.</summary>
public static class Driving
{
    /// <summary>Pushes each value at its instant: moves the clock there first, which runs what is due on the way, then calls the observer.</summary>
    /// <param name="arrivals">The arrivals in order of time. Read lazily, once.</param>
    /// <param name="clock">The clock that the stream under test was given. None of the arrivals may lie before its "now".</param>
    /// <param name="observer">Where the values go, e.g. a subject at the head of the stream under test.</param>
    /// <returns>How many values were pushed.</returns>
    /// <exception cref="InvalidOperationException">An arrival lies before the clock's "now", so the arrivals go back in time or start before the clock.</exception>
    /// <remarks>
    /// Arrivals at one instant are pushed one after the other without moving the clock. Where the clock moves to an instant, what is due at
    /// it runs before what arrives at it.
    /// Neither completes the observer nor moves the clock beyond the last arrival: <c>AdvanceBy</c> afterwards, to see what the stream still does.
    /// Runs on the calling thread and allocates nothing.
    /// </remarks>
    /// <typeparam name="T">What arrives.</typeparam>
    public static long Drive<T>(this IEnumerable<Arrival<T>> arrivals, HistoricalScheduler clock, IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(observer);
        var pushed = 0L;
        foreach (var arrival in arrivals)
        {
            var now = clock.Clock;
            if (arrival.At < now)
            {
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"Arrival {pushed} is at {arrival.At:O}, before the clock's {now:O}; must not go back in time."));
            }

            if (arrival.At > now)
            {
                clock.AdvanceTo(arrival.At);
            }

            observer.OnNext(arrival.Value);
            pushed++;
        }

        return pushed;
    }
}
