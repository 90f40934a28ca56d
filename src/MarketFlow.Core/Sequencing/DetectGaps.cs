using System.Reactive.Concurrency;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Tells which sequences are missing, for feeds that count each key's events up by one.</summary>
    /// <param name="source">Any stream; its notifications must not overlap (the Rx grammar). Copies and disorder may still be in it.</param>
    /// <param name="keyOf">What is counted by itself, e.g. the symbol. Called once per event, in order, on the source's thread.</param>
    /// <param name="sequenceOf">The event's sequence; null where it has none, and then it is passed over. Called once per event, in order.</param>
    /// <param name="clock">Supplies "now" and one timer at a time.</param>
    /// <param name="timeOf">
    /// The event's time, which bounds a gap. Called once per event with a sequence. By default the clock's time when it came; outside
    /// the years of <see cref="Timestamp"/>, 1678 to 2262, the nearest instant that a <see cref="Timestamp"/> can hold.
    /// </param>
    /// <param name="maxDelay">
    /// How long the missing may take to come, out of order, before they are a gap. Zero or more; zero by default, which means at once.
    /// </param>
    /// <param name="maxOpenPerKey">
    /// Most gaps remembered per key, so that their closing can be told; 1 or more, 64 by default. Beyond it the oldest that was told is
    /// forgotten; those not yet told become one.
    /// </param>
    /// <param name="maxKeys">
    /// Most keys remembered; beyond it the one longest without an event is forgotten. 1 or more, 100,000 by default: more than there are
    /// keys, for a key that was forgotten begins anew, and what it missed in between is not seen.
    /// </param>
    /// <returns>
    /// A gap once what is missing has been so for <paramref name="maxDelay"/>, with what is missing then; the same gap once more, closed,
    /// when all of that has come. A jump is one gap, however much of it came meanwhile. Gaps come in the order in which they were found,
    /// on the source's thread, or on the clock's where a wait is over. Repeats and steps back are no gaps.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDelay"/> is negative, or a bound is below 1.</exception>
    /// <remarks>
    /// It looks on and takes part in no ledger: no event passes through it and none is removed.
    /// It errs on one side: a bound may make a gap wider or keep it from closing, never hide one. The first event of a key begins its
    /// count. A counter that starts over is a step back until it has caught up, so a new session, or a connection on which the vendor
    /// counts anew, is a key of its own. For feeds whose sequence is not without holes per key (Massive's <c>q</c> repeats and goes
    /// backwards) see <see cref="DetectConnectionGaps"/>.
    /// Completion and errors, also of a delegate or for a null key: pending gaps are emitted first, at once, then the end.
    /// Threads: the consumer is never called by two at once, and neither the source nor the clock waits for it.
    /// Memory: about 150 bytes per key, 300 and up to 64 ranges per remembered gap. An event that leaves no hole allocates nothing.
    /// </remarks>
    public static IObservable<Gap<TKey>> DetectGaps<T, TKey>(
        this IObservable<T> source,
        Func<T, TKey> keyOf,
        Func<T, long?> sequenceOf,
        IScheduler clock,
        Func<T, Timestamp>? timeOf = null,
        TimeSpan maxDelay = default,
        int maxOpenPerKey = 64,
        int maxKeys = 100_000)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentNullException.ThrowIfNull(sequenceOf);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxOpenPerKey, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxKeys, 1);

        return TimedSink<T, Gap<TKey>>.From(source, observer =>
            new DetectGapsSink<T, TKey>(observer, keyOf, sequenceOf, timeOf, new(maxDelay, maxOpenPerKey, maxKeys), clock));
    }

    private sealed class DetectGapsSink<T, TKey>(
        IObserver<Gap<TKey>> downstream,
        Func<T, TKey> keyOf,
        Func<T, long?> sequenceOf,
        Func<T, Timestamp>? timeOf,
        GapBook<TKey> gaps,
        IScheduler clock)
        : TimedSink<T, Gap<TKey>>(downstream, clock)
        where TKey : notnull
    {
        private readonly IScheduler _clock = clock;

        protected override DateTimeOffset NextDue => gaps.NextDue;

        protected override void Receive(T value)
        {
            if (sequenceOf(value) is not { } sequence)
            {
                return;
            }

            var key = keyOf(value);
            var now = _clock.Now;
            var time = timeOf is null ? Timestamp.Clamp(now) : timeOf(value);
            lock (Gate)
            {
                if (!HasEnded)
                {
                    gaps.Arrived(key, sequence, time, now);
                }
            }
        }

        protected override bool TryTake(DateTimeOffset now, bool isEnding, out Gap<TKey> value) => gaps.TryTake(now, isEnding, out value);
    }
}
