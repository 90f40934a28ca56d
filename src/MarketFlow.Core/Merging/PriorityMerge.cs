using System.Reactive.Concurrency;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Merges lanes by strict priority with bounded starvation, and moves to the clock's thread: the one place where threads change.</summary>
    /// <param name="lanesHighestFirst">The lanes, highest priority first; at least one.</param>
    /// <param name="clock">
    /// Emits, and supplies "now" for expiry: any scheduler, at any instant of the calendar. It must run each piece of work once. On a
    /// scheduler with several threads the events are still emitted one at a time and in order. Pass a virtual clock in tests.
    /// </param>
    /// <param name="maxBurst">How many events of other lanes may be emitted while a lane waits, before it gets its turn. At least 1; default 64.</param>
    /// <typeparam name="T">What flows.</typeparam>
    /// <returns>
    /// Every event that its lane did not remove, on the clock's thread; within a lane in order of arrival. The highest lane in which
    /// something waits goes first. A lane that has waited while <paramref name="maxBurst"/> events of other lanes were emitted is overdue:
    /// it gets one event, the lane that has waited for the most events first, of equal ones the highest. So no lane waits for more than
    /// <paramref name="maxBurst"/> + lanes − 2 events of other lanes.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument, or a lane, is null.</exception>
    /// <exception cref="ArgumentException">There is no lane.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBurst"/> is below 1.</exception>
    /// <remarks>
    /// Producers only put their event into a lane, under a short lock; they never wait for the consumer.
    /// Completes when all lanes' sources have completed and nothing waits. When a source fails, a lane that must not lose anything
    /// is full (<see cref="LaneOverflowException"/>), a delegate of a lane throws, or a scheduler runs the same work twice
    /// (<see cref="InvalidOperationException"/>), it takes nothing more in, emits what waits, and ends with that error.
    /// Disposal, or a consumer that throws: what waits is removed as <c>shutdown</c>.
    /// Each lane's stage belongs to one subscription at a time: subscribing throws <see cref="InvalidOperationException"/> where another lane
    /// or subscription has it. The account is free again when the merge has ended, or was disposed and the event in delivery is delivered.
    /// Memory: the lanes' capacities, and up to 64 events per lane that were taken out of it together and are emitted one by one.
    /// </remarks>
    public static IObservable<T> PriorityMerge<T>(IReadOnlyList<Lane<T>> lanesHighestFirst, IScheduler clock, int maxBurst = 64)
    {
        ArgumentNullException.ThrowIfNull(lanesHighestFirst);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBurst, 1);
        Lane<T>[] lanes = [.. lanesHighestFirst];
        if (lanes.Length == 0)
        {
            throw new ArgumentException("There is no lane to merge; must be at least one.", nameof(lanesHighestFirst));
        }

        foreach (var lane in lanes)
        {
            ArgumentNullException.ThrowIfNull(lane, nameof(lanesHighestFirst));
        }

        return new GuardedObservable<T>(observer => new PriorityMergeSink<T>(observer, lanes, clock, maxBurst).Run());
    }
}
