using System.Runtime.CompilerServices;

namespace MarketFlow;

/// <summary>The run of events that a merge has taken out of one lane and not emitted yet. For the consumer's thread alone.</summary>
/// <remarks>So that the lane's lock is taken once for many events, and never while one is being delivered.</remarks>
internal sealed class Hand<T>(LaneBuffer<T> lane)
{
    /// <summary>Most events that are taken at once.</summary>
    public const int Length = 64;

    private readonly T[] _values = new T[Length];
    private readonly long[] _arrivedAt = new long[Length];
    private long _freshUntil;
    private int _next;
    private int _end;

    /// <summary>How many events there are to emit.</summary>
    public int Count => _end - _next;

    /// <summary>True where neither here nor in the lane anything waits.</summary>
    public bool IsIdle => _next == _end && lane.IsEmpty;

    /// <summary>Whether none of the events here has become too old since they were taken.</summary>
    public bool IsFresh => lane.Now <= _freshUntil;

    /// <summary>Takes events out of the lane, where none are left here. What has become too old here meanwhile goes back first.</summary>
    /// <param name="max">Most events to take.</param>
    public void Fill(int max)
    {
        var now = lane.Now;
        if (_next < _end)
        {
            if (now <= _freshUntil)
            {
                return;
            }

            PutBack();
        }

        _next = 0;
        _end = lane.Take(now, _values.AsSpan(0, Math.Min(max, Length)), _arrivedAt, out _freshUntil);
    }

    /// <summary>The next event to emit.</summary>
    public T Take()
    {
        ref var slot = ref _values[_next++];
        var value = slot;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            slot = default!;
        }

        return value;
    }

    /// <summary>Gives back to the lane what was not emitted. The rest is settled: it was emitted.</summary>
    public void PutBack()
    {
        var (next, end) = (_next, _end);
        _next = _end = 0;
        lane.PutBack(_values.AsSpan(next..end), _arrivedAt.AsSpan(next..end));
        Array.Clear(_values, next, end - next);
    }
}
