using System.Reactive.Concurrency;

namespace MarketFlow.Testing;

/// <summary>Writes down every notification with its time, and checks the Rx grammar: no overlap, nothing after the end.</summary>
/// <remarks>
/// Rx's own <c>Subscribe(Action)</c> and <c>ObserverBase</c> hide violations by ignoring what comes after the end.
/// Subscribe this observer itself. Safe to call from several threads: that is what it is there to find out.
/// Memory: the first <c>keep</c> values and the first 100 violations; counting goes on without either. A notification allocates nothing
/// but room in the list of what is kept.
/// </remarks>
/// <typeparam name="T">What flows.</typeparam>
public sealed class RecordingObserver<T> : IObserver<T>
{
    private const int ViolationsKept = 100;
    private const int Nobody = 0;
    private readonly Lock _gate = new();
    private readonly List<Recorded<T>> _received = [];
    private readonly List<string> _violations = [];
    private readonly IScheduler? _clock;
    private readonly int _keep;
    private long _count;
    private long _violationCount;
    private int _insideThread;

    /// <summary>Makes an observer that has seen nothing.</summary>
    /// <param name="clock">Supplies the time of each notification; null where times are of no interest. Nothing is scheduled on it.</param>
    /// <param name="keep">How many values are kept, the first ones; 0 or more. Default: all. Beyond it they are only counted.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="keep"/> is negative.</exception>
    public RecordingObserver(IScheduler? clock = null, int keep = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        _clock = clock;
        _keep = keep;
    }

    /// <summary>Called within each <c>OnNext</c>, e.g. to dispose, to throw, or to look at a ledger in mid-stream.</summary>
    public Action<T>? WhileReceiving { get; init; }

    /// <summary>How many values came, kept or not.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The kept values with their times, in order of arrival: a copy that changes no more.</summary>
    public IReadOnlyList<Recorded<T>> Received
    {
        get
        {
            lock (_gate)
            {
                return _received.ToArray();
            }
        }
    }

    /// <summary>The kept values, in order of arrival: a copy that changes no more.</summary>
    public IReadOnlyList<T> Values
    {
        get
        {
            lock (_gate)
            {
                return _received.ConvertAll(recorded => recorded.Value);
            }
        }
    }

    /// <summary>The error that ended the stream, or null. The first one counts.</summary>
    public Exception? Error { get; private set; }

    /// <summary>True once the stream has completed.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>True once the stream has completed or failed.</summary>
    public bool HasEnded => IsCompleted || Error is not null;

    /// <summary>The first 100 breaches of the Rx grammar, in words; empty where there was none.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_gate)
            {
                return _violations.ToArray();
            }
        }
    }

    /// <summary>How many breaches of the Rx grammar there were, kept in words or not.</summary>
    public long ViolationCount => Interlocked.Read(ref _violationCount);

    /// <inheritdoc/>
    public void OnNext(T value)
    {
        var isOutermost = Enter("OnNext");
        try
        {
            if (Interlocked.Increment(ref _count) <= _keep)
            {
                Keep(new(value, _clock?.Now ?? default));
            }

            WhileReceiving?.Invoke(value);
        }
        finally
        {
            Leave(isOutermost);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public void OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var isOutermost = Enter("OnError");
        Error ??= error;
        Leave(isOutermost);
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
        var isOutermost = Enter("OnCompleted");
        IsCompleted = true;
        Leave(isOutermost);
    }

    /// <summary>Throws where the Rx grammar was breached.</summary>
    /// <exception cref="InvalidOperationException">It was; the message says how often, and how the first five times.</exception>
    public void AssertGrammar()
    {
        if (Violations is { Count: > 0 } violations)
        {
            throw new InvalidOperationException(
                $"The Rx grammar was breached {ViolationCount} times: {string.Join("; ", violations.Take(5))}");
        }
    }

    // Only a thread itself ever writes its number and takes it away again, so finding one's own number is certain proof of
    // re-entrance, and finding another's is certain proof of overlap.
    private bool Enter(string what)
    {
        var me = Environment.CurrentManagedThreadId;
        var inside = Interlocked.CompareExchange(ref _insideThread, me, Nobody);
        if (inside != Nobody)
        {
            // A re-entrant call is not an overlap of threads, but breaks the grammar just the same.
            Violate(what, inside == me ? "from within a notification" : "while another notification is under way");
        }

        if (HasEnded)
        {
            Violate(what, "after the end");
        }

        return inside == Nobody;
    }

    private void Leave(bool isOutermost)
    {
        if (isOutermost)
        {
            Volatile.Write(ref _insideThread, Nobody);
        }
    }

    private void Keep(Recorded<T> recorded)
    {
        lock (_gate)
        {
            _received.Add(recorded);
        }
    }

    private void Violate(string what, string how)
    {
        lock (_gate)
        {
            _violationCount++;
            if (_violations.Count < ViolationsKept)
            {
                _violations.Add($"{what} {how}");
            }
        }
    }
}

/// <summary>A value and when it was received.</summary>
/// <typeparam name="T">What flows.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="At">When, by the clock that the recording observer was given.</param>
public readonly record struct Recorded<T>(T Value, DateTimeOffset At);
