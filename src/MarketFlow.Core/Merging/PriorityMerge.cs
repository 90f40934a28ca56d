using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Merges lanes by strict priority with bounded starvation, and moves to the clock's thread: the one place where threads change.</summary>
    /// <param name="lanesHighestFirst">The lanes, highest priority first; at least one.</param>
    /// <param name="clock">
    /// Emits, and supplies "now" for expiry. Its work must run one at a time (an event loop, a virtual clock). Pass a virtual clock in tests.
    /// </param>
    /// <param name="maxBurst">How many events in a row may overtake a waiting lower lane. At least 1; default 64 (domain.md, Priority merge).</param>
    /// <typeparam name="T">What flows.</typeparam>
    /// <returns>
    /// Every event that its lane did not remove, on the clock's thread; within a lane in order of arrival. The highest lane in which
    /// something waits goes first; a lane that waited while <paramref name="maxBurst"/> events of higher lanes were emitted gets one.
    /// So nobody waits for more than <paramref name="maxBurst"/> + lanes − 2 events of other lanes.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument, or a lane, is null.</exception>
    /// <exception cref="ArgumentException">There is no lane.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBurst"/> is below 1.</exception>
    /// <remarks>
    /// Producers only put their event into a lane, under a short lock; they never wait for the consumer.
    /// Completes when all lanes' sources have completed and nothing waits. When a source fails, or a lane that must not lose anything
    /// is full (<see cref="LaneOverflowException"/>), it takes nothing more in, emits what waits, and ends with that error.
    /// Disposal removes what waits, as <c>shutdown</c>.
    /// Memory: the lanes' capacities, and up to 64 events per lane that were taken out of it together and are emitted one by one.
    /// </remarks>
    public static IObservable<T> PriorityMerge<T>(IReadOnlyList<Lane<T>> lanesHighestFirst, IScheduler clock, int maxBurst = 64)
    {
        ArgumentNullException.ThrowIfNull(lanesHighestFirst);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBurst, 1);
        Lane<T>[] lanes = [.. lanesHighestFirst];
        if (lanes.Length == 0)
        {
            throw new ArgumentException("There is no lane to merge; must be at least one.", nameof(lanesHighestFirst));
        }

        foreach (var lane in lanes)
        {
            ArgumentNullException.ThrowIfNull(lane, nameof(lanesHighestFirst));
        }

        return new SubscribedObservable<T>(observer => new PriorityMergeSink<T>(observer, lanes, clock, maxBurst).Run());
    }

    private sealed class PriorityMergeSink<T> : IDisposable
    {
        // The clock's other work (timers of channels, say) gets its turn in between.
        private const int EventsPerTurn = 1_024;
        private readonly IObserver<T> _downstream;
        private readonly Lane<T>[] _lanes;
        private readonly LaneBuffer<T>[] _buffers;
        private readonly Hand<T>[] _hands;
        private readonly int[] _overtakenBy;
        private readonly IScheduler _clock;
        private readonly int _maxBurst;
        private readonly CompositeDisposable _sources = [];
        private int _running;
        private int _isScheduled;
        private int _feeder; // the thread that last woke this one
        private volatile Exception? _error;
        private volatile bool _isDisposed;

        public PriorityMergeSink(IObserver<T> downstream, Lane<T>[] lanes, IScheduler clock, int maxBurst)
        {
            _downstream = downstream;
            _lanes = lanes;
            _buffers = Array.ConvertAll(lanes, lane => lane.OpenBuffer());
            _hands = Array.ConvertAll(_buffers, buffer => new Hand<T>(buffer));
            _overtakenBy = new int[lanes.Length];
            _clock = clock;
            _maxBurst = maxBurst;
            _running = lanes.Sum(lane => lane.Sources.Length);
        }

        public PriorityMergeSink<T> Run()
        {
            for (var i = 0; i < _lanes.Length; i++)
            {
                foreach (var source in _lanes[i].Sources)
                {
                    _sources.Add(source.SubscribeSafe(new LaneSink(this, i)));
                }
            }

            Wake(); // lanes without any source have completed already
            return this;
        }

        public void Dispose()
        {
            _isDisposed = true;
            _sources.Dispose();
            Array.ForEach(_buffers, buffer => buffer.Close());
        }

        private void Receive(int lane, T value)
        {
            var isTaken = _buffers[lane].TryAdd(value, out var wakes);
            if (!isTaken)
            {
                var options = _lanes[lane].Options;
                Fail(new LaneOverflowException($"Lane \"{options.Name}\" is full: {options.Capacity} events wait, and it may not lose any (Overflow is Fail)."));
            }

            if (wakes)
            {
                Wake();
            }
        }

        private void Fail(Exception error)
        {
            Interlocked.CompareExchange(ref _error, error, comparand: null);
            Array.ForEach(_buffers, buffer => buffer.StopTaking());
            _sources.Dispose();
            Wake();
        }

        private void Complete()
        {
            Interlocked.Decrement(ref _running);
            Wake();
        }

        private void Wake()
        {
            if (Interlocked.Exchange(ref _isScheduled, 1) == 0 && !_isDisposed)
            {
                _feeder = Environment.CurrentManagedThreadId;
                _clock.Schedule(this, static (_, sink) =>
                {
                    sink.Emit();
                    return Disposable.Empty;
                });
            }
        }

        private void Emit()
        {
            try
            {
                EmitOneTurn();
            }
            finally
            {
                Array.ForEach(_hands, hand => hand.PutBack()); // of a closed lane, that is shutdown
            }
        }

        private void EmitOneTurn()
        {
            Timestamp now = _clock.Now;
            var left = EventsPerTurn;
            while (!_isDisposed)
            {
                // Read before looking into the lanes: what came before the end is then still found there.
                var isEnding = _error is not null || Volatile.Read(ref _running) == 0;
                var lane = left > 0 ? NextLane() : -1;
                if (lane >= 0)
                {
                    left -= EmitFrom(lane, now, left);
                    continue;
                }

                if (isEnding && left > 0)
                {
                    End();
                    return;
                }

                if (left > 0 && IsSomethingOnItsWay())
                {
                    continue;
                }

                Array.ForEach(_hands, hand => hand.PutBack());
                Volatile.Write(ref _isScheduled, 0);
                Interlocked.MemoryBarrier();
                if (!Array.TrueForAll(_buffers, buffer => buffer.TrySleep()) || _error is not null || Volatile.Read(ref _running) == 0)
                {
                    Wake();
                }

                return;
            }
        }

        // To sleep and be woken costs several microseconds on both sides; a producer on another thread that is in the middle of a frame
        // brings the next events before that. Looking all the time would slow it down: each look takes the lane's memory from it.
        private bool IsSomethingOnItsWay()
        {
            const int Pause = 100; // about 2.5 microseconds
            if (_feeder == Environment.CurrentManagedThreadId || Environment.ProcessorCount == 1)
            {
                return false;
            }

            Thread.SpinWait(Pause);
            return !Array.TrueForAll(_hands, hand => hand.IsIdle);
        }

        private int NextLane()
        {
            var highest = -1;
            for (var i = 0; i < _hands.Length; i++)
            {
                if (_hands[i].IsIdle)
                {
                    _overtakenBy[i] = 0;
                }
                else if (_overtakenBy[i] >= _maxBurst)
                {
                    return i;
                }
                else if (highest < 0)
                {
                    highest = i;
                }
            }

            return highest;
        }

        /// <summary>Emits from a lane until something waits in a higher one, or a lower one must have its turn.</summary>
        /// <returns>How many events it emitted; none where all that waited had expired.</returns>
        private int EmitFrom(int lane, Timestamp now, int max)
        {
            _overtakenBy[lane] = 0;
            var hand = _hands[lane];
            hand.Fill(now, max);
            var burst = hand.Count;
            for (var lower = lane + 1; lower < _hands.Length; lower++)
            {
                burst = Math.Min(burst, Math.Max(1, _hands[lower].IsIdle ? _maxBurst : _maxBurst - _overtakenBy[lower]));
            }

            var emitted = 0;
            try
            {
                while (emitted < burst && !_isDisposed && (emitted == 0 || IsHighest(lane)))
                {
                    emitted++;
                    _downstream.OnNext(hand.Take());
                }
            }
            catch
            {
                Dispose();
                throw;
            }

            for (var lower = lane + 1; lower < _overtakenBy.Length; lower++)
            {
                _overtakenBy[lower] += emitted;
            }

            return emitted;
        }

        private bool IsHighest(int lane)
        {
            for (var higher = 0; higher < lane; higher++)
            {
                if (!_hands[higher].IsIdle)
                {
                    return false;
                }
            }

            return true;
        }

        private void End()
        {
            Dispose();
            if (_error is { } error)
            {
                _downstream.OnError(error);
            }
            else
            {
                _downstream.OnCompleted();
            }
        }

        private sealed class LaneSink(PriorityMergeSink<T> merge, int lane) : IObserver<T>
        {
            private int _hasEnded;

            public void OnNext(T value) => merge.Receive(lane, value);

            public void OnError(Exception error) => merge.Fail(error);

            public void OnCompleted()
            {
                if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
                {
                    merge.Complete();
                }
            }
        }
    }
}
