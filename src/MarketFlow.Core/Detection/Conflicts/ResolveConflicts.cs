using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Lets one of the detections of a kind and symbol inside a window through: when the window closes, on the clock.</summary>
    /// <param name="source">Detections; notifications must not overlap (the Rx grammar).</param>
    /// <param name="windows">How long windows are, and who wins.</param>
    /// <param name="clock">Supplies "now" and one timer at a time. Set back, it delays what is held by as much.</param>
    /// <param name="stage">Its account: what loses is <see cref="RemovalReason.Superseded"/>, what waits for its window is held.</param>
    /// <returns>
    /// The winner of each window, unchanged. A detection for whose kind and symbol no window is open opens one; it leaves when that window
    /// closes, alone or not, and never later than the clock's timer; what comes at that very instant opens the next window. So a new
    /// extreme is never a duplicate of the one before it: it wins in its window, or opens its own. Kinds without a window go on at once.
    /// What leaves at its time does so on the clock's thread, or on the source's where a detection arrives just then; in order of closing,
    /// and of opening where that is the same.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A window is out of its range.</exception>
    /// <remarks>
    /// Completion and errors: what is held goes out first, at once and in order of closing, then the end. A detection without symbol or kind
    /// (null) is removed as <see cref="RemovalReason.Invalid"/>, and the result ends with an exception (OnError).
    /// Disposal, or a consumer that throws: what is held is removed as <see cref="RemovalReason.Shutdown"/>.
    /// Threads: the consumer is never called by two at once, and neither the source nor the clock waits for it.
    /// Memory: one detection per open window, and what falls due while the consumer is busy.
    /// Rule: domain.md, Deduplication.
    /// </remarks>
    public static IObservable<Detection> ResolveConflicts(
        this IObservable<Detection> source, ConflictWindows windows, IScheduler clock, LedgerStage? stage = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(windows);
        windows.Check();
        ArgumentNullException.ThrowIfNull(clock);

        return TimedSink<Detection, Detection>.From(source, observer => new ConflictSink(observer, new(windows), clock, stage), stage);
    }

    private sealed class ConflictSink(IObserver<Detection> downstream, OpenConflicts held, IScheduler clock, LedgerStage? stage)
        : TimedSink<Detection, Detection>(downstream, clock)
    {
        private readonly IScheduler _clock = clock;

        protected override DateTimeOffset NextDue => held.NextDue;

        protected override void Receive(Detection value)
        {
            ArgumentNullException.ThrowIfNull(value.Symbol);
            ArgumentNullException.ThrowIfNull(value.Kind);
            lock (Gate)
            {
                if (HasEnded)
                {
                    Refuse(value);
                    return;
                }

                var isAlone = held.Hold(value, _clock.Now);
                stage?.Changed(received: 1, emitted: 0, removed: isAlone ? 0 : 1, RemovalReason.Superseded, held.Count);
            }
        }

        protected override bool TryTake(DateTimeOffset now, bool isEnding, [MaybeNullWhen(false)] out Detection value)
        {
            if (held.Count == 0 || (held.NextDue > now && !isEnding))
            {
                value = null;
                return false;
            }

            value = held.Take();
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
