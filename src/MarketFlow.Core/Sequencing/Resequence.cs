using System.Reactive.Concurrency;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Puts the events of each key in order of their sequence, holding what comes before its turn.</summary>
    /// <param name="source">Any stream; its notifications must not overlap (the Rx grammar).</param>
    /// <param name="keyOf">What is counted by itself, e.g. the symbol. Called once per event, in order, on the source's thread.</param>
    /// <param name="sequenceOf">The event's place in its key's order, which counts up by one. Called once per event, in order.</param>
    /// <param name="maxDelay">How long an event is held for those before it. Must be positive. More costs latency behind every hole.</param>
    /// <param name="maxHeld">
    /// Most events held before their turn, over all keys; 1 or more. Where one more comes, the one held longest waits no longer.
    /// </param>
    /// <param name="clock">Supplies "now" and one timer at a time. Set back, it delays what is held by as much.</param>
    /// <param name="stage">Its account: what waits is held.</param>
    /// <param name="late">What becomes of an event whose turn has passed; by default it goes out at once, because losing it is worse.</param>
    /// <param name="maxKeys">Most keys remembered; beyond it the one longest without an event is forgotten. 1 or more, 100,000 by default.</param>
    /// <param name="maxWaiting">
    /// Most events whose turn has come that wait while the consumer is busy on the clock's thread; 1 or more, 65,536 by default. Beyond
    /// it the arriving event is removed as <see cref="RemovalReason.Overflow"/>.
    /// </param>
    /// <returns>
    /// Every event, unchanged. Within a key, in order of sequence, those with equal sequences in order of arrival: the next one goes out
    /// at once, and with it those that waited for it. One that has been held for <paramref name="maxDelay"/> goes out with all of its
    /// key before it, and the key goes on behind it: what then still comes for the hole is late. The first event of a key begins its
    /// order. Events leave on the source's thread, or on the clock's where their wait is over. Keys do not touch each other, but for
    /// <paramref name="maxHeld"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="maxDelay"/> is zero or negative, a bound is below 1, or <paramref name="late"/> is not a member of its type.
    /// </exception>
    /// <remarks>
    /// A repeat of a sequence is no hole and is not removed: a feed that counts badly loses nothing here. For copies, put
    /// <see cref="Deduplicate"/> before it. A counter that starts over is late until it has caught up: a new session is a key of its own.
    /// Completion and errors, also of <paramref name="keyOf"/> and <paramref name="sequenceOf"/>: what is held goes out first, at once,
    /// then the end; an event on which they throw, or whose key is null, is removed as <see cref="RemovalReason.Invalid"/>.
    /// Disposal, or a consumer that throws: what is held is removed as <see cref="RemovalReason.Shutdown"/>.
    /// Threads: the consumer is never called by two at once, and neither the source nor the clock waits for it.
    /// A key that is forgotten lets go what it held, and begins anew with its next event.
    /// Memory: at most <paramref name="maxHeld"/> events and those that wait for the consumer; about 200 bytes per key.
    /// </remarks>
    public static IObservable<T> Resequence<T, TKey>(
        this IObservable<T> source,
        Func<T, TKey> keyOf,
        Func<T, long> sequenceOf,
        TimeSpan maxDelay,
        int maxHeld,
        IScheduler clock,
        LedgerStage? stage = null,
        LateEvents late = LateEvents.Emit,
        int maxKeys = 100_000,
        int maxWaiting = 65_536)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentNullException.ThrowIfNull(sequenceOf);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxHeld, 1);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)late, (uint)LateEvents.Remove, nameof(late));
        ArgumentOutOfRangeException.ThrowIfLessThan(maxKeys, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWaiting, 1);

        return TimedSink<T, T>.From(
            source,
            observer => new ResequenceSink<T, TKey>(observer, keyOf, sequenceOf, new(maxDelay, maxHeld, maxKeys, late), maxWaiting, clock, stage),
            stage);
    }

    private sealed class ResequenceSink<T, TKey>(
        IObserver<T> downstream,
        Func<T, TKey> keyOf,
        Func<T, long> sequenceOf,
        SequenceBuffer<T, TKey> events,
        int maxWaiting,
        IScheduler clock,
        LedgerStage? stage)
        : TimedSink<T, T>(downstream, clock)
        where TKey : notnull
    {
        private readonly IScheduler _clock = clock;

        protected override DateTimeOffset NextDue => events.NextDue;

        protected override void Receive(T value)
        {
            var key = keyOf(value);
            var sequence = sequenceOf(value);
            lock (Gate)
            {
                if (HasEnded)
                {
                    Refuse(value);
                    return;
                }

                if (events.Ready >= maxWaiting)
                {
                    stage?.Changed(received: 1, emitted: 0, removed: 1, RemovalReason.Overflow, events.Count);
                    return;
                }

                var isKept = events.Place(key, sequence, value, _clock.Now);
                stage?.Changed(received: 1, emitted: 0, removed: isKept ? 0 : 1, RemovalReason.Expired, events.Count);
            }
        }

        protected override bool TryTake(DateTimeOffset now, bool isEnding, out T value)
        {
            if (!events.TryTake(now, isEnding, out value))
            {
                return false;
            }

            stage?.Changed(received: 0, emitted: 1, heldNow: events.Count);
            return true;
        }

        protected override void Reject() => stage?.Changed(received: 1, emitted: 0, removed: 1, RemovalReason.Invalid, events.Count);

        protected override void Discard()
        {
            stage?.Changed(received: 0, emitted: 0, removed: events.Count, RemovalReason.Shutdown, heldNow: 0);
            events.Clear();
        }
    }
}
