using System.Reactive.Subjects;

namespace MarketFlow.Benchmarks;

/// <summary>A detector with a history, and the pass that comes next.</summary>
internal interface IDetectorRun
{
    /// <summary>Makes the events of the next pass.</summary>
    void Prepare();

    /// <summary>Tells them to the detector.</summary>
    /// <returns>How much was found so far.</returns>
    long Pass();
}

/// <inheritdoc/>
/// <typeparam name="T">What the detector looks at.</typeparam>
internal sealed class DetectorRun<T> : IDetectorRun
    where T : MarketEvent
{
    private const int CheckedSymbols = 50;
    private const int CheckedEvents = 50_000;
    private readonly Subject<T> _feed = new();
    private readonly Counter _found = new();
    private readonly T[] _pass = new T[DetectorJob.Length];
    private readonly Func<long, T> _eventOf;
    private long _next;

    /// <summary>Lets a detector hear a history.</summary>
    /// <param name="detect">The detector.</param>
    /// <param name="eventOf">The events.</param>
    /// <param name="history">How many of them it hears before the first pass.</param>
    public DetectorRun(Func<IObservable<T>, IObservable<MarketEvent>> detect, Func<long, T> eventOf, long history)
    {
        _eventOf = eventOf;
        detect(_feed).Subscribe(_found);
        for (; _next < history; _next++)
        {
            _feed.OnNext(eventOf(_next));
        }
    }

    /// <summary>Checks that a detector finds as much in many symbols at once as in each by itself; anything else is not worth measuring.</summary>
    /// <param name="detect">The detector.</param>
    /// <param name="eventOf">The events of a job.</param>
    public static void Check(Func<IObservable<T>, IObservable<MarketEvent>> detect, Func<DetectorJob, long, T> eventOf)
    {
        var job = new DetectorJob(CheckedSymbols);
        T[] events = [.. Enumerable.Range(0, CheckedEvents).Select(number => eventOf(job, number))];
        var together = FoundIn(events);
        var apart = events.GroupBy(value => value.Symbol).Sum(FoundIn);
        if (together != apart || together == 0)
        {
            throw new InvalidOperationException($"Found {together} in all symbols together and {apart} in each by itself; should be equal, and more than 0.");
        }

        long FoundIn(IEnumerable<T> some)
        {
            using var feed = new Subject<T>();
            var found = new Counter();
            using var subscription = detect(feed).Subscribe(found);
            foreach (var value in some)
            {
                feed.OnNext(value);
            }

            feed.OnCompleted();
            return found.Count;
        }
    }

    public void Prepare()
    {
        for (var i = 0; i < _pass.Length; i++)
        {
            _pass[i] = _eventOf(_next++);
        }
    }

    public long Pass()
    {
        foreach (var value in _pass)
        {
            _feed.OnNext(value);
        }

        return _found.Count;
    }

    private sealed class Counter : IObserver<MarketEvent>
    {
        public long Count { get; private set; }

        public void OnNext(MarketEvent value) => Count++;

        public void OnError(Exception error) => throw error;

        public void OnCompleted()
        {
        }
    }
}
