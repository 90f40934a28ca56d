using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow;

/// <summary>One subscription of <see cref="FlowOperators.PriorityMerge"/>: producers fill the lanes on their threads, the clock's thread empties them.</summary>
internal sealed class PriorityMergeSink<T> : IDisposable
{
    // The clock's other work (timers of channels, say) gets its turn in between.
    private const int EventsPerTurn = 1_024;
    private readonly IObserver<T> _downstream;
    private readonly Lane<T>[] _lanes;
    private readonly LaneBuffer<T>[] _buffers;
    private readonly Hand<T>[] _hands;
    private readonly LaneTurns<T> _turns;
    private readonly IScheduler _clock;
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
        _turns = new(_hands, maxBurst);
        _clock = clock;
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
            var lane = left > 0 ? _turns.Next() : -1;
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

    /// <summary>Emits from a lane until something waits in a higher one, or a lower one must have its turn.</summary>
    /// <returns>How many events it emitted; none where all that waited had expired.</returns>
    private int EmitFrom(int lane, Timestamp now, int max)
    {
        var hand = _hands[lane];
        hand.Fill(now, max);
        var burst = _turns.Begin(lane, hand.Count);
        var emitted = 0;
        try
        {
            while (emitted < burst && !_isDisposed && (emitted == 0 || _turns.IsHighest(lane)))
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

        _turns.Note(lane, emitted);
        return emitted;
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
