using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Lets at most one event per key and interval through: the first at once, then the newest when the interval is over.</summary>
    /// <param name="source">Any stream; its notifications must not overlap (the Rx grammar).</param>
    /// <param name="keyOf">What an event is about, e.g. its symbol. Called once per event, in order, on the source's thread.</param>
    /// <param name="interval">
    /// Least time between two events of one key, counted from when the earlier one went out. Must be positive. An interval that ends
    /// beyond the calendar never ends: what it holds goes out at the end of the stream.
    /// </param>
    /// <param name="clock">Supplies "now" and one timer at a time. Set back, it delays what is held by as much.</param>
    /// <param name="stage">Its account: a replaced event is <see cref="RemovalReason.Conflated"/>, one that waits is held.</param>
    /// <param name="comparer">Tells keys apart; the key type's own equality by default.</param>
    /// <param name="replaces">
    /// Says of the event that is held and of the next one of its key whether the next replaces it, e.g.
    /// <see cref="EventRecency.Replaces(MarketEvent, MarketEvent)"/>; where it does not, the next one is removed as
    /// <see cref="RemovalReason.Conflated"/>. By default the one that came last is held. Called within a short lock; must not block.
    /// </param>
    /// <returns>
    /// The first event of a key at once, on the source's thread. What comes less than <paramref name="interval"/> after the key's
    /// last one is held, and a newer one replaces it; the held one leaves when the interval is over and starts a new interval. It
    /// leaves on the clock's thread, or on the source's where an event arrives at that very time. Keys do not touch each other.
    /// Events that are due at the same instant leave in the order in which their keys began to hold one.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is zero or negative.</exception>
    /// <remarks>
    /// Completion and errors: what is held goes out first, at once and in order of due time, then the end.
    /// Disposal, or a consumer that throws: what is held is removed as <see cref="RemovalReason.Shutdown"/>.
    /// If <paramref name="keyOf"/>, <paramref name="replaces"/> or <paramref name="comparer"/> throws, or a key is null, the event is
    /// removed as <see cref="RemovalReason.Invalid"/>, and the result ends with that exception.
    /// Threads: the consumer is never called by two at once, and neither the source nor the clock waits for it. What falls due while it
    /// is busy on the other thread stays held, and may still be replaced: a slow consumer gets newer events, not a longer queue.
    /// Memory: the keys of the last interval, each with at most one event; forgotten in passing, by the next event or timer. After a
    /// surge, room for at most 8 times as many stays, or for 64.
    /// </remarks>
    public static IObservable<T> Conflate<T, TKey>(
        this IObservable<T> source,
        Func<T, TKey> keyOf,
        TimeSpan interval,
        IScheduler clock,
        LedgerStage? stage = null,
        IEqualityComparer<TKey>? comparer = null,
        Func<T, T, bool>? replaces = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(clock);

        return TimedSink<T, T>.From(
            source, observer => new ConflateSink<T, TKey>(observer, keyOf, new(interval, comparer, replaces), clock, stage), stage);
    }

    private sealed class ConflateSink<T, TKey>(
        IObserver<T> downstream, Func<T, TKey> keyOf, HeldByKey<T, TKey> held, IScheduler clock, LedgerStage? stage)
        : TimedSink<T, T>(downstream, clock)
        where TKey : notnull
    {
        private readonly IScheduler _clock = clock;

        protected override DateTimeOffset NextDue => held.NextDue;

        protected override void Receive(T value)
        {
            var key = keyOf(value);
            lock (Gate)
            {
                if (HasEnded)
                {
                    Refuse(value);
                    return;
                }

                var isReplacing = !held.Hold(key, value, _clock.Now);
                stage?.Changed(received: 1, emitted: 0, removed: isReplacing ? 1 : 0, RemovalReason.Conflated, held.Count);
            }
        }

        protected override bool TryTake(DateTimeOffset now, bool isEnding, [MaybeNullWhen(false)] out T value)
        {
            var before = held.Count;
            try
            {
                held.ForgetKeys(now);
                if (held.Count == 0 || (held.NextDue > now && !isEnding))
                {
                    value = default;
                    return false;
                }

                value = held.Take(now);
            }
            catch (Exception)
            {
                stage?.Changed(received: 0, emitted: 0, removed: before - held.Count, RemovalReason.Invalid, held.Count);
                throw; // from the comparer
            }

            stage?.Changed(received: 0, emitted: 1, heldNow: held.Count);
            return true;
        }

        protected override void Reject() => stage?.Changed(received: 1, emitted: 0, removed: 1, RemovalReason.Invalid, held.Count);

        protected override void Discard()
        {
            stage?.Changed(received: 0, emitted: 0, removed: held.Count, RemovalReason.Shutdown, heldNow: 0);
            held.Clear();
        }
    }
}
