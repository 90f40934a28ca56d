namespace MarketFlow;

/// <summary>Keeps the last faults for inspection and counts all of them.</summary>
/// <remarks>
/// Hand it to an operator as its <c>faults</c>. Any thread may write and read at any time, several at once included: the faults of
/// several channels may share one log. <see cref="OnError"/> and <see cref="OnCompleted"/> do nothing, on purpose: the end of one
/// stream must not close the book on what it did wrong, nor on the others that write here.
/// Memory: the last <c>capacity</c> faults, with whatever they keep alive.
/// Rule: domain.md, Events: a malformed event is counted and kept for inspection.
/// </remarks>
/// <typeparam name="T">What a fault is.</typeparam>
public sealed class FaultLog<T> : IObserver<T>
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _latest = new();
    private readonly int _capacity;
    private long _total;

    /// <summary>Opens an empty log.</summary>
    /// <param name="capacity">Most faults that are kept; at least 1, by default 1,000. Beyond it the oldest goes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is below 1.</exception>
    public FaultLog(int capacity = 1_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
    }

    /// <summary>How many faults were ever written, those no longer kept included.</summary>
    public long Total
    {
        get
        {
            lock (_gate)
            {
                return _total;
            }
        }
    }

    /// <summary>A copy of the faults that are kept, the newest last.</summary>
    public IReadOnlyList<T> Latest()
    {
        lock (_gate)
        {
            return [.. _latest];
        }
    }

    /// <summary>Writes down a fault; where the log is full, the oldest one goes.</summary>
    /// <param name="value">The fault.</param>
    public void OnNext(T value)
    {
        lock (_gate)
        {
            if (_latest.Count == _capacity)
            {
                _latest.Dequeue();
            }

            _latest.Enqueue(value);
            _total++;
        }
    }

    /// <summary>Does nothing.</summary>
    /// <param name="error">Ignored: it belongs to the stream that failed, which tells its own consumer.</param>
    public void OnError(Exception error)
    {
    }

    /// <summary>Does nothing.</summary>
    public void OnCompleted()
    {
    }
}
