using System.Reactive.Concurrency;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Keeps the latest event of each key, so that whoever subscribes late begins with a snapshot.</summary>
    /// <param name="source">Any stream; its notifications must not overlap (the Rx grammar). Subscribed to by <see cref="LatestByKey{T, TKey}.Connect"/>.</param>
    /// <param name="keyOf">What an event is about, e.g. its symbol. Called once per event, in order, on the source's thread.</param>
    /// <param name="idleAfter">A key that has not changed for this long is forgotten. Must be positive.</param>
    /// <param name="clock">Supplies "now". Pass a virtual clock in tests. No work is ever scheduled on it.</param>
    /// <param name="stage">
    /// Its account: every event received is emitted, whether or not anybody is subscribed. Nothing is removed but an event on which
    /// <paramref name="keyOf"/>, <paramref name="retain"/> or <paramref name="replaces"/> throws, as <see cref="RemovalReason.Invalid"/>.
    /// </param>
    /// <param name="comparer">Tells keys apart; the key type's own equality by default.</param>
    /// <param name="retain">
    /// What is kept in place of the event, e.g. <c>e => e.Detached()</c>, so that a small event does not keep a large frame alive; by
    /// default the event itself. Snapshots show what is kept; changes are passed on as they came. Called on the source's thread, at most once per event.
    /// </param>
    /// <param name="retainAfter">
    /// How long an event is kept as it came before <paramref name="retain"/> takes its place, in passing, by a later event. Zero or more;
    /// by default zero: at once. A second spares nearly all calls, for most events are replaced sooner.
    /// </param>
    /// <param name="maxBehind">Most changes that wait for an observer whose snapshot is under way; at least 1, by default 65,536.</param>
    /// <param name="replaces">
    /// Says of the event that is kept of a key (as <paramref name="retain"/> left it) and of the next one whether the next replaces it, e.g.
    /// <see cref="EventRecency.Replaces(MarketEvent, MarketEvent)"/>. What does not is passed on to subscribers like any other, and does not
    /// count as a change of the key. By default every event replaces the one before it. Called on the source's thread, at most once per event.
    /// </param>
    /// <returns>The keyed state, not yet connected. It may be subscribed to and read at any time, by any thread.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="idleAfter"/> is zero or negative, <paramref name="retainAfter"/> is negative, or <paramref name="maxBehind"/> is below 1.</exception>
    public static LatestByKey<T, TKey> LatestByKey<T, TKey>(
        this IObservable<T> source,
        Func<T, TKey> keyOf,
        TimeSpan idleAfter,
        IScheduler clock,
        LedgerStage? stage = null,
        IEqualityComparer<TKey>? comparer = null,
        Func<T, T>? retain = null,
        TimeSpan retainAfter = default,
        int maxBehind = 65_536,
        Func<T, T, bool>? replaces = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(idleAfter, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(retainAfter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBehind, 1);
        return new(source, keyOf, new KeyedState<T, TKey>(idleAfter, comparer), clock, retain, retainAfter, maxBehind, replaces, stage);
    }
}
