using System.Reactive.Concurrency;

namespace MarketFlow;

public static partial class FlowOperators
{
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
    /// Supplies "now" and runs one timer at a time, for <see cref="ChannelOptions{T}.MaxWait"/>. Pass a virtual clock in tests. Set back,
    /// it delays a batch in the making, and the end of a cooldown, by as much.
    /// </param>
    /// <param name="stage">
    /// The account to keep; null for none. Where a batch gives fewer results than it has events, the difference is removed as
    /// <see cref="RemovalReason.Filtered"/>; where it gives more, the surplus is created. Held are events that wait or are in process,
    /// and results not yet handed over. A subscription has its stage to itself until it has ended or was disposed; a second one throws
    /// <see cref="InvalidOperationException"/>.
    /// </param>
    /// <param name="monitor">Shows the state of the breaker; null for none. One per subscription.</param>
    /// <returns>
    /// The results, in the order of the batches; on the source's thread, or on the clock's where a wait was over. While one of the two
    /// is busy with a batch, the other leaves its own to it and is not blocked.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The channel's name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <remarks>
    /// A batch goes out when it is full, or when <see cref="ChannelOptions{T}.MaxWait"/> is over since its first event.
    /// The source's completion or error is passed on after the partial batch.
    /// Disposal, or a consumer that throws: what is held is removed as <see cref="RemovalReason.Shutdown"/> and not processed, and so are
    /// results that are not handed over yet. What comes afterwards is removed
    /// as Shutdown too.
    /// Faults: a rejected event is removed as <see cref="RemovalReason.Invalid"/>, told as a fault of one event, and is in no batch.
    /// If <paramref name="process"/> throws, on being called or on being enumerated, or gives null, all events of the batch are removed
    /// as Invalid and told as one fault. <see cref="ChannelOptions{T}.BreakerThreshold"/> such failures in a row open the breaker: every
    /// event that comes, and every batch whose time comes, is removed as <see cref="RemovalReason.BreakerOpen"/>, unvalidated, up to the
    /// end of the cooldown. Then one batch decides: success closes the breaker, failure opens it for another cooldown.
    /// Memory: at most <see cref="ChannelOptions{T}.Capacity"/> events and as many faults wait; where BatchSize is 1, none.
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

        return new SubscribedObservable<TResult>(observer =>
        {
            ChannelAccount<T> account = new(stage);
            var step = new ChannelStep<T, TResult>(options, process, faults, clock, account, monitor ?? new(), observer);
            ChannelSink<T, TResult> sink = options.BatchSize == 1
                ? new ImmediateChannelSink<T, TResult>(step, observer)
                : new BatchChannelSink<T, TResult>(step, clock, observer);
            return sink.Run(source);
        });
    }
}
