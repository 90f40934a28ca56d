using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Tells which keys have gone silent while they should be talking, and when they talk again.</summary>
    /// <param name="source">Any stream; its notifications must not overlap (the Rx grammar).</param>
    /// <param name="keyOf">Who talks, e.g. connection, feed or symbol. Called once per event, in order, on the source's thread.</param>
    /// <param name="limit">How long a key may be silent. Must be positive. A limit that ends beyond the calendar never ends.</param>
    /// <param name="clock">Supplies "now" and one timer at a time, whatever the number of keys.</param>
    /// <param name="isExpected">
    /// Whether talk is expected at an instant, e.g. in market hours; by default always. Called when a key's limit is over, for when the
    /// limit began and for now, on either thread and perhaps on both at once.
    /// </param>
    /// <param name="known">Keys that should talk from the subscription on, although nothing was heard of them yet; none by default.</param>
    /// <param name="maxKeys">
    /// Most keys listened to; beyond it the one longest silent is forgotten, and its end is not told. 1 or more, 100,000 by default.
    /// </param>
    /// <returns>
    /// A silence for a key that has not talked for <paramref name="limit"/>; the same once more, ended, when it talks again. A key is
    /// listened to from its first event on, or from the subscription where it is <paramref name="known"/>. What talks at the very end
    /// of the limit was silent. A limit at whose beginning or end talk was not expected does not count, and another begins: so none
    /// is told at the open before a whole limit of it has passed, and all are within two.
    /// Silences come on the clock's thread, or on the source's where an event arrives at that very time; their ends on the source's.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null that is not optional.</exception>
    /// <exception cref="ArgumentException">A key of <paramref name="known"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is zero or negative, or <paramref name="maxKeys"/> is below 1.</exception>
    /// <remarks>
    /// It looks on and takes part in no ledger: no event passes through it and none is removed.
    /// Completion and errors, also of a delegate or for a null key: pending ends are emitted first, then the end; a silence in progress is not reported as ended.
    /// Threads: the consumer is never called by two at once, and neither the source nor the clock waits for it. A key that talks before
    /// a busy consumer could be told of its silence was not silent.
    /// A clock that is set back makes silences be found later, by what it was set back at most.
    /// Memory: about 150 bytes per key, at most <paramref name="maxKeys"/>. An event of a key that is known allocates nothing.
    /// Rule of thumb for a feed of all symbols: a limit of 15 s in market hours.
    /// </remarks>
    public static IObservable<Silence<TKey>> DetectSilence<T, TKey>(
        this IObservable<T> source,
        Func<T, TKey> keyOf,
        TimeSpan limit,
        IScheduler clock,
        Func<DateTimeOffset, bool>? isExpected = null,
        IEnumerable<TKey>? known = null,
        int maxKeys = 100_000)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxKeys, 1);
        TKey[] knownKeys = [.. known ?? []];
        if (Array.Exists(knownKeys, key => key is null))
        {
            throw new ArgumentException("A known key is null; must be a key that keyOf gives.", nameof(known));
        }

        return TimedSink<T, Silence<TKey>>.From(source, observer =>
            new DetectSilenceSink<T, TKey>(observer, keyOf, isExpected ?? (static _ => true), new(limit, maxKeys), knownKeys, clock));
    }

    private sealed class DetectSilenceSink<T, TKey>(
        IObserver<Silence<TKey>> downstream,
        Func<T, TKey> keyOf,
        Func<DateTimeOffset, bool> isExpected,
        SilenceBook<TKey> silences,
        TKey[] known,
        IScheduler clock)
        : TimedSink<T, Silence<TKey>>(downstream, clock)
        where TKey : notnull
    {
        private readonly IScheduler _clock = clock;

        protected override DateTimeOffset NextDue => silences.NextDue;

        protected override void Begin()
        {
            lock (Gate)
            {
                Array.ForEach(known, key => silences.Heard(key, _clock.Now));
            }
        }

        protected override void Look()
        {
            var now = _clock.Now;
            while (TryFindDue(now, out var key, out var countedFrom))
            {
                var isSilent = isExpected(countedFrom) && isExpected(now);
                lock (Gate)
                {
                    silences.Judge(key, countedFrom, isSilent, now);
                }
            }
        }

        protected override void Receive(T value)
        {
            var key = keyOf(value);
            lock (Gate)
            {
                if (!HasEnded)
                {
                    silences.Heard(key, _clock.Now);
                }
            }
        }

        protected override bool TryTake(DateTimeOffset now, bool isEnding, [MaybeNullWhen(false)] out Silence<TKey> value) =>
            silences.TryTake(out value);

        private bool TryFindDue(DateTimeOffset now, [MaybeNullWhen(false)] out TKey key, out DateTimeOffset countedFrom)
        {
            lock (Gate)
            {
                return silences.TryFindDue(now, out key, out countedFrom);
            }
        }
    }
}
