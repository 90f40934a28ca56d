using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Merges sources whose notifications overlap, one event at a time, without a queue between threads and without blocking any.</summary>
    /// <param name="sources">The sources, e.g. the connections of a feed, each on a thread of its own.</param>
    /// <param name="capacity">
    /// How many events may wait while one is being delivered. At least 1. Beyond it the arriving event is removed as <c>overflow</c>:
    /// a reader of a socket must never wait for anybody, or the vendor ends the connection.
    /// </param>
    /// <param name="stage">Its account: overflow, shutdown, and what waits.</param>
    /// <typeparam name="T">What flows.</typeparam>
    /// <returns>
    /// The events of all sources in order of arrival, those of one source in its order. Whoever arrives while nothing is being delivered
    /// delivers on its own thread, and then also what the others left meanwhile; the others leave theirs and go on.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="sources"/> or one of them is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is below 1.</exception>
    /// <remarks>
    /// Rx's own <c>Merge</c> makes every source wait, under a lock, until the consumer is done with the others.
    /// Completes when all sources have. When one fails, what waits is delivered, then the error.
    /// Disposal, or a consumer that throws: what waits is removed as <c>shutdown</c>.
    /// The stage belongs to one subscription at a time: subscribing throws <see cref="InvalidOperationException"/> where another one has it.
    /// </remarks>
    public static IObservable<T> Interleave<T>(this IEnumerable<IObservable<T>> sources, int capacity, LedgerStage? stage = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        IObservable<T>[] all = [.. sources];
        foreach (var source in all)
        {
            ArgumentNullException.ThrowIfNull(source, nameof(sources));
        }

        return all.Length == 0
            ? Observable.Empty<T>()
            : new SubscribedObservable<T>(observer => new InterleaveSink<T>(observer, all.Length, capacity, stage).Run(all));
    }

    private sealed class InterleaveSink<T> : IDisposable
    {
        private readonly SerialDelivery<T> _delivery;
        private readonly CompositeDisposable _sources = [];
        private int _running;

        public InterleaveSink(IObserver<T> downstream, int running, int capacity, LedgerStage? stage)
        {
            // The sources are disposed before the end is delivered, so that an observer that subscribes again finds them unsubscribed.
            _delivery = new(downstream, capacity, stage, ending: _sources.Dispose);
            _running = running;
        }

        public InterleaveSink<T> Run(IObservable<T>[] sources)
        {
            foreach (var source in sources)
            {
                _sources.Add(source.SubscribeSafe(new SourceSink(this)));
            }

            return this;
        }

        public void Dispose()
        {
            _sources.Dispose();
            _delivery.Stop();
        }

        private sealed class SourceSink(InterleaveSink<T> merge) : IObserver<T>, IInnerObserver
        {
            private int _hasEnded;

            public void OnNext(T value)
            {
                merge._delivery.Enqueue(value);
                merge._delivery.Drain();
            }

            public void OnError(Exception error)
            {
                merge._delivery.EnqueueError(error);
                merge._delivery.Drain();
            }

            public void OnCompleted()
            {
                if (Interlocked.Exchange(ref _hasEnded, 1) == 0 && Interlocked.Decrement(ref merge._running) == 0)
                {
                    merge._delivery.EnqueueCompleted();
                    merge._delivery.Drain();
                }
            }
        }
    }
}
