using System.Reactive.Concurrency;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Tells during which times no connection of a feed was there, for feeds whose sequence does not tell what is missing.</summary>
    /// <param name="source">
    /// What came over all connections, e.g. frames with the slot they came from, in order of receipt within a slot; its notifications
    /// must not overlap (the Rx grammar). Filter out before it what does not prove that data flows: greetings, answers to
    /// authentication. What is left of a new connection should begin with the answer to its subscriptions, or with data.
    /// </param>
    /// <param name="feedOf">The feed, e.g. <see cref="Frame.Feed"/>. Gaps are a feed's: one connection that stays covers for the others.</param>
    /// <param name="slotOf">Which of the feed's connections; a reconnect takes the slot of the one that was lost.</param>
    /// <param name="connectionOf">
    /// The connection's number, e.g. <see cref="Frame.Connection"/>: another one in the same slot means that the earlier was lost.
    /// </param>
    /// <param name="timeOf">When it was received, e.g. <see cref="Frame.ReceivedAt"/>.</param>
    /// <param name="maxDelay">
    /// How long other connections that have been quiet since are awaited, to learn whether they were there all along. Positive; as long
    /// as a feed may be quiet while all is well. Beyond it they count as lost. With one connection nothing is ever awaited.
    /// </param>
    /// <param name="clock">Supplies "now" and one timer at a time.</param>
    /// <returns>
    /// A gap in time (without sequences) from the last event before to the first event after, for each time in between of which no
    /// connection spoke both before and after. With one connection it is told with the first event after it; with several, once each
    /// other has spoken on a new connection too, or been awaited long enough; never where one speaks on the connection that it had. On
    /// the source's thread, or on the clock's where the wait is over. Gaps are told once and never closed.
    /// Slots may run ahead of each other by any amount. Where a connection begins before everything that came so far, the time up to the
    /// earliest event is a gap too, unless the connection continues past it.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDelay"/> is zero or negative.</exception>
    /// <remarks>
    /// It looks on and takes part in no ledger: no event passes through it and none is removed.
    /// It errs on one side: it may report a gap that a quiet connection covered, never hide one. Each time between a feed's first and last
    /// event that no connection spans, from its first to its latest event, lies in a gap that is reported, at the latest after
    /// <paramref name="maxDelay"/> or at the end. A time that is wrong and far ahead may cause a gap that reaches up to it; it hides no
    /// gap for good, because a gap begins at the latest time that is not after its end, among the two latest of each slot. Two wrong times
    /// in a row make the gap begin earlier. A time without any connection is told
    /// of when it is over; until then see <see cref="DetectSilence"/>. Times are those of receipt: what was missed happened earlier, by
    /// the way from the venue, and whoever asks for it again should ask from a little earlier.
    /// Completion and errors, also of a delegate, or for a null feed or slot: pending gaps are emitted first, at once, then the end.
    /// Threads: the consumer is never called by two at once, and neither the source nor the clock waits for it.
    /// Memory: one entry per feed and slot, never forgotten, for these are configured; at most 64 gaps that wait, beyond which
    /// neighbouring ones are told as one.
    /// </remarks>
    public static IObservable<Gap<TFeed>> DetectConnectionGaps<T, TFeed, TSlot>(
        this IObservable<T> source,
        Func<T, TFeed> feedOf,
        Func<T, TSlot> slotOf,
        Func<T, long> connectionOf,
        Func<T, Timestamp> timeOf,
        TimeSpan maxDelay,
        IScheduler clock)
        where TFeed : notnull
        where TSlot : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(feedOf);
        ArgumentNullException.ThrowIfNull(slotOf);
        ArgumentNullException.ThrowIfNull(connectionOf);
        ArgumentNullException.ThrowIfNull(timeOf);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxDelay, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(clock);

        return TimedSink<T, Gap<TFeed>>.From(source, observer =>
            new DetectConnectionGapsSink<T, TFeed, TSlot>(observer, feedOf, slotOf, connectionOf, timeOf, new(maxDelay), clock));
    }

    private sealed class DetectConnectionGapsSink<T, TFeed, TSlot>(
        IObserver<Gap<TFeed>> downstream,
        Func<T, TFeed> feedOf,
        Func<T, TSlot> slotOf,
        Func<T, long> connectionOf,
        Func<T, Timestamp> timeOf,
        CoverageBook<TFeed, TSlot> coverage,
        IScheduler clock)
        : TimedSink<T, Gap<TFeed>>(downstream, clock)
        where TFeed : notnull
        where TSlot : notnull
    {
        private readonly IScheduler _clock = clock;

        protected override DateTimeOffset NextDue => coverage.NextDue;

        protected override void Receive(T value)
        {
            var (feed, slot, connection, time) = (feedOf(value), slotOf(value), connectionOf(value), timeOf(value));
            lock (Gate)
            {
                if (!HasEnded)
                {
                    coverage.Heard(feed, slot, connection, time, _clock.Now);
                }
            }
        }

        protected override bool TryTake(DateTimeOffset now, bool isEnding, out Gap<TFeed> value) => coverage.TryTake(now, isEnding, out value);
    }
}
