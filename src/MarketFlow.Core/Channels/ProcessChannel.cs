using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow;

public static partial class FlowOperators
{
    private static readonly DateTimeOffset _earliestNow = new(1678, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Gathers events into batches and passes on what <paramref name="process"/> makes of them; a fault stays where it is.</summary>
    /// <param name="source">Any stream; its notifications must not overlap (the Rx grammar).</param>
    /// <param name="options">Batching, validation and breaker; see its properties for ranges and defaults.</param>
    /// <param name="process">
    /// Makes results of a batch, any number of them, which are read to the end before the first goes out. Never called concurrently
    /// with itself. A batch is an array of its own and may be kept; but where <see cref="ChannelOptions{T}.BatchSize"/> is 1, the list
    /// is used again for the next event and must not be.
    /// </param>
    /// <param name="faults">
    /// Hears of every rejected event and of every batch whose processing failed, one at a time. If it throws, the channel goes on.
    /// It is never completed, since it may serve several channels; then it must bear to be called by them at the same time.
    /// </param>
    /// <param name="clock">
    /// Supplies "now" (in the years 1678 to 2262) and runs the timer of <see cref="ChannelOptions{T}.MaxWait"/>. Pass a virtual clock in tests.
    /// </param>
    /// <param name="stage">
    /// The account to keep; null for none. Where a batch gives fewer results than it has events, the difference is removed as
    /// <see cref="RemovalReason.Filtered"/>; where it gives more, the surplus is created. Held are events that wait or are in process,
    /// and results not yet handed over.
    /// </param>
    /// <param name="monitor">Shows the state of the breaker; null for none. One per subscription.</param>
    /// <returns>
    /// The results, in the order of the batches; on the source's thread, or on the clock's where a wait was over. While one of the two
    /// is busy with a batch, the other leaves its own to it and is not blocked.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The channel's name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or the clock out of its years.</exception>
    /// <remarks>
    /// A batch goes out when it is full, or when <see cref="ChannelOptions{T}.MaxWait"/> is over since its first event.
    /// The source's completion or error is passed on after the partial batch. On disposal nobody listens any more: what is held is
    /// removed as <see cref="RemovalReason.Shutdown"/> and not processed.
    /// Faults: a rejected event is removed as <see cref="RemovalReason.Invalid"/>, told as a fault of one event, and is in no batch.
    /// If <paramref name="process"/> throws, on being called or on being enumerated, or gives null, all events of the batch are removed
    /// as Invalid and told as one fault. <see cref="ChannelOptions{T}.BreakerThreshold"/> such failures in a row open the breaker: every
    /// event that comes, and every batch whose time comes, is removed as <see cref="RemovalReason.BreakerOpen"/>, unvalidated, up to the
    /// end of the cooldown. Then one batch decides: success closes the breaker, failure opens it for another cooldown.
    /// Memory: at most <see cref="ChannelOptions{T}.Capacity"/> events and as many faults wait; where BatchSize is 1, none.
    /// The rules are domain.md's, Channels.
    /// </remarks>
    public static IObservable<TResult> ProcessChannel<T, TResult>(
        this IObservable<T> source,
        ChannelOptions<T> options,
        Func<IReadOnlyList<T>, IEnumerable<TResult>> process,
        IObserver<ChannelFault<T>> faults,
        IScheduler clock,
        LedgerStage? stage = null,
        ChannelMonitor? monitor = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        ChannelOptions<T>.Check(options);
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(clock.Now, _earliestNow, nameof(clock));

        return Observable.Create<TResult>(observer =>
        {
            var step = new ChannelStep<T, TResult>(options, process, faults, clock, stage, monitor ?? new(), observer);
            if (options.BatchSize == 1)
            {
                return StableCompositeDisposable.Create(
                    source.SubscribeSafe(new ImmediateChannelSink<T, TResult>(step, observer)), Disposable.Create(step.Dispose));
            }

            var sink = new BatchChannelSink<T, TResult>(step, clock, observer);
            return StableCompositeDisposable.Create(source.SubscribeSafe(sink), sink);
        });
    }

    private sealed class ImmediateChannelSink<T, TResult>(ChannelStep<T, TResult> step, IObserver<TResult> downstream) : IObserver<T>
    {
        private T[]? _spareBatch = new T[1];

        public void OnNext(T value)
        {
            if (step.ReasonToRefuse(value, out var fault) is { } reason)
            {
                step.Account(received: 1, removed: 1, reason: reason);
                if (fault is not null)
                {
                    step.Report(fault);
                }

                return;
            }

            var batch = _spareBatch ?? new T[1]; // in use by an event further up the stack where the source re-enters
            _spareBatch = null;
            batch[0] = value;
            step.Process(batch, received: 1);
            _spareBatch = batch;
        }

        public void OnError(Exception error) => downstream.OnError(error);

        public void OnCompleted() => downstream.OnCompleted();
    }
}
