using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Runtime.ExceptionServices;

namespace MarketFlow;

/// <summary>One subscription of <see cref="FlowOperators.PriorityMerge"/>: producers fill the lanes on their threads, the clock's thread empties them.</summary>
internal sealed partial class PriorityMergeSink<T> : IDisposable
{
    private readonly IObserver<T> _downstream;
    private readonly Lane<T>[] _lanes;
    private readonly LaneBuffer<T>[] _buffers;
    private readonly Hand<T>[] _hands;
    private readonly LaneTurns<T> _turns;
    private readonly IScheduler _clock;
    private readonly CompositeDisposable _sources = [];
    private readonly Action _emit;
    private readonly Action _failRepeated;
    private readonly MergeTurn _firstTurn; // of each wake-up: there is one at a time
    private int _running;
    private int _wakes;
    private int _feeder; // the thread that last woke this one
    private int _turnThread;
    private volatile Exception? _error;
    private volatile ExceptionDispatchInfo? _thrown; // what the consumer threw
    private int _isStopped;

    public PriorityMergeSink(IObserver<T> downstream, Lane<T>[] lanes, IScheduler clock, int maxBurst)
    {
        _downstream = downstream;
        _lanes = lanes;
        _buffers = OpenBuffers(lanes, clock);
        _hands = Array.ConvertAll(_buffers, buffer => new Hand<T>(buffer));
        _turns = new(_hands, maxBurst);
        _clock = clock;
        _running = lanes.Sum(lane => lane.Sources.Length);
        _emit = Emit;
        _failRepeated = () => Fail(new InvalidOperationException(
            $"The scheduler {clock.GetType().Name} ran the same work twice. PriorityMerge needs a scheduler that runs each piece of work once."));
        _firstTurn = new(_emit, _failRepeated);
    }

    private bool IsStopped => Volatile.Read(ref _isStopped) != 0;

    public PriorityMergeSink<T> Run()
    {
        for (var i = 0; i < _lanes.Length; i++)
        {
            foreach (var source in _lanes[i].Sources)
            {
                _sources.Add(source.SubscribeSafe(new LaneSink(this, _buffers[i])));
            }
        }

        Wake(); // lanes without any source have completed already

        // A source that emits while it is subscribed to runs within SubscribeSafe, which takes the consumer's exception for the source's.
        _thrown?.Throw();
        return this;
    }

    public void Dispose() => TryStop();

    private static LaneBuffer<T>[] OpenBuffers(Lane<T>[] lanes, IScheduler clock)
    {
        var buffers = new LaneBuffer<T>[lanes.Length];
        try
        {
            for (var i = 0; i < lanes.Length; i++)
            {
                buffers[i] = lanes[i].OpenBuffer(clock);
            }

            return buffers;
        }
        catch
        {
            Array.ForEach(buffers, buffer => buffer?.Close());
            throw;
        }
    }

    private void Receive(LaneBuffer<T> buffer, T value)
    {
        if (buffer.Add(value, out var wakes) is { } error)
        {
            Fail(error);
        }

        if (wakes)
        {
            Wake();
        }
    }

    private void Fail(Exception error)
    {
        if (Interlocked.CompareExchange(ref _error, error, comparand: null) is null)
        {
            Array.ForEach(_buffers, buffer => buffer.StopTaking());
            _sources.Dispose();
            Wake();
        }
    }

    private void Complete()
    {
        Interlocked.Decrement(ref _running);
        Wake();
    }

    private void Wake()
    {
        if (Interlocked.Increment(ref _wakes) != 1 || IsStopped)
        {
            return;
        }

        _feeder = Environment.CurrentManagedThreadId;
        try
        {
            _firstTurn.Schedule(_clock);
        }
        catch
        {
            TryStop(); // the scheduler refused the work, or the consumer threw inline: no turn would empty the lanes
            throw;
        }
    }

    private bool TryStop()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) != 0)
        {
            return false;
        }

        _sources.Dispose();
        Array.ForEach(_buffers, buffer => buffer.Close());
        if (Volatile.Read(ref _turnThread) == Environment.CurrentManagedThreadId)
        {
            SettleHands(); // the consumer disposes; the turn of another thread does it at its end
        }

        return true;
    }

    private sealed class LaneSink(PriorityMergeSink<T> merge, LaneBuffer<T> buffer) : IObserver<T>, IInnerObserver
    {
        private int _hasEnded;

        public void OnNext(T value) => merge.Receive(buffer, value);

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
