using System.Reactive.Concurrency;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Drops what another connection has told already, for feeds whose events carry no identity: the k-th copy rule.</summary>
    /// <param name="source">Any stream; its notifications must not overlap (the Rx grammar).</param>
    /// <param name="keyOf">
    /// What an event tells: copies have equal keys, and so have equal prints. For events themselves see
    /// <see cref="MarketEvent.ContentComparer"/>. Called once per event, in order.
    /// </param>
    /// <param name="sourceOf">Which connection told it. A reconnect must be a new one. Called once per event, in order.</param>
    /// <param name="window">How long an emitted event is open to be matched, counted from its emission. Must be positive.</param>
    /// <param name="clock">Supplies "now", read once per event. Pass a virtual clock in tests. No work is ever scheduled on it.</param>
    /// <param name="stage">Its account: a copy is removed as <see cref="RemovalReason.Duplicate"/>. Nothing is ever held.</param>
    /// <param name="comparer">Tells keys apart; the key type's own equality by default.</param>
    /// <returns>
    /// Each event that is no copy, unchanged, in source order, on the source's thread. An event is a copy of the oldest open emitted
    /// event with its key that its connection has not matched yet, and matches it; if there is none it is emitted, and its connection
    /// has matched that emission. So two equal events of one connection both pass, and the k-th of one connection is the same as the
    /// k-th of another. An event that was emitted exactly <paramref name="window"/> ago is no longer open.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="window"/> is zero or negative.</exception>
    /// <remarks>
    /// Errors: if <paramref name="keyOf"/>, <paramref name="sourceOf"/> or <paramref name="comparer"/> throws, the event is removed as
    /// <see cref="RemovalReason.Invalid"/> and the result ends with that exception.
    /// Memory: the emissions of the last window and who matched them, about 150 bytes each with two connections. Events are closed as
    /// others arrive, and their memory comes back: closed events leave less than 256 KB and room for 8 times the keys that are open. A key that is an event keeps that event's frame alive for a window.
    /// A clock that is set back closes emissions late, by what it was set back at most.
    /// For example, trades of Kraken v1 carry no id.
    /// </remarks>
    public static IObservable<T> DeduplicateAcross<T, TKey, TSource>(
        this IObservable<T> source,
        Func<T, TKey> keyOf,
        Func<T, TSource> sourceOf,
        TimeSpan window,
        IScheduler clock,
        LedgerStage? stage = null,
        IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentNullException.ThrowIfNull(sourceOf);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(clock);

        return new SinkObservable<T, T>(source, observer =>
            new DeduplicateAcrossSink<T, TKey, TSource>(observer, keyOf, sourceOf, new(window.Ticks, comparer), clock, stage));
    }

    private sealed class DeduplicateAcrossSink<T, TKey, TSource>(
        IObserver<T> downstream,
        Func<T, TKey> keyOf,
        Func<T, TSource> sourceOf,
        OpenEmissions<TKey, TSource> emissions,
        IScheduler clock,
        LedgerStage? stage)
        : Sink<T, T>(downstream)
        where TKey : notnull
    {
        public override void OnNext(T value)
        {
            if (Refuses(stage))
            {
                return;
            }

            bool isCopy;
            try
            {
                var now = clock.Now.UtcTicks;
                emissions.Close(now);
                isCopy = emissions.IsCopy(keyOf(value), sourceOf(value), now);
            }
            catch (Exception error)
            {
                stage?.Removed(RemovalReason.Invalid);
                OnError(error);
                return;
            }

            if (isCopy)
            {
                stage?.Removed(RemovalReason.Duplicate);
            }
            else
            {
                Pass(value, stage);
            }
        }
    }
}
