using System.Reactive.Concurrency;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Drops every event whose key was already let through less than <paramref name="window"/> ago.</summary>
    /// <param name="source">Any stream; its notifications must not overlap (the Rx grammar).</param>
    /// <param name="keyOf">Identity of an event, e.g. <see cref="MarketEvent.Identity"/>. Called once per event, in order.</param>
    /// <param name="window">How long a key is remembered, counted from the event that was let through. Must be positive.</param>
    /// <param name="clock">Supplies "now", read once per event. Pass a virtual clock in tests. No work is ever scheduled on it.</param>
    /// <param name="stage">Its account: a repeat is removed as <see cref="RemovalReason.Duplicate"/>. Nothing is ever held.</param>
    /// <param name="comparer">Tells keys apart; the key type's own equality by default. Hashes alone never decide.</param>
    /// <returns>
    /// The first event of each key per window, unchanged, in source order, on the source's thread. A repeat does not renew the window;
    /// a key that was let through exactly <paramref name="window"/> ago is forgotten.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="window"/> is zero or negative.</exception>
    /// <remarks>
    /// Errors: if <paramref name="keyOf"/> or <paramref name="comparer"/> throws, the event is removed as
    /// <see cref="RemovalReason.Invalid"/> and the result ends with that exception.
    /// A null key counts as a delegate that throws.
    /// Memory: one entry per distinct key of the last window (key + 25 to 35 bytes). Keys are forgotten as events arrive, and their memory
    /// comes back: with keys of up to 64 bytes, forgotten keys leave less than 256 KB. A key that is or refers to an event keeps that event's frame alive for a window.
    /// A clock that is set back loses nothing and lets no repeat through: keys are then forgotten late, by what it was set back at most.
    /// Window for redundant connections: 5 s (copies arrived up to 812 ms apart).
    /// </remarks>
    public static IObservable<T> Deduplicate<T, TKey>(
        this IObservable<T> source,
        Func<T, TKey> keyOf,
        TimeSpan window,
        IScheduler clock,
        LedgerStage? stage = null,
        IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(clock);

        return new SinkObservable<T, T>(source, observer =>
            new DeduplicateSink<T, TKey>(observer, keyOf, new(window.Ticks, comparer), clock, stage));
    }

    private sealed class DeduplicateSink<T, TKey>(
        IObserver<T> downstream, Func<T, TKey> keyOf, ExpiringKeySet<TKey> remembered, IScheduler clock, LedgerStage? stage)
        : Sink<T, T>(downstream)
        where TKey : notnull
    {
        public override void OnNext(T value)
        {
            if (Refuses(stage))
            {
                return;
            }

            bool isFirst;
            try
            {
                var now = clock.Now.UtcTicks;
                remembered.Forget(now);
                isFirst = remembered.TryAdd(keyOf(value), now);
            }
            catch (Exception error)
            {
                stage?.Removed(RemovalReason.Invalid);
                OnError(error);
                return;
            }

            if (isFirst)
            {
                Pass(value, stage);
            }
            else
            {
                stage?.Removed(RemovalReason.Duplicate);
            }
        }
    }
}
