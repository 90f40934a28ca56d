using System.Runtime.CompilerServices;

namespace MarketFlow;

/// <summary>What a merge has taken out of one lane and not emitted yet. For the consumer's thread alone.</summary>
/// <remarks>So that the lane's lock is taken once for many events, and never while one is being delivered.</remarks>
internal sealed class Hand<T>(LaneBuffer<T> lane)
{
    /// <summary>Most events that are taken at once.</summary>
    public const int Length = 64;

    private readonly T[] _values = new T[Length];
    private int _next;
    private int _end;

    /// <summary>How many events there are to emit.</summary>
    public int Count => _end - _next;

    /// <summary>True where neither here nor in the lane anything waits.</summary>
    public bool IsIdle => _next == _end && lane.IsEmpty;

    /// <summary>Takes events out of the lane, where none are left here.</summary>
    /// <param name="now">The time, by which the lane judges what is too old.</param>
    /// <param name="max">Most events to take.</param>
    public void Fill(Timestamp now, int max)
    {
        if (_next == _end)
        {
            (_next, _end) = (0, lane.Take(now, _values.AsSpan(0, Math.Min(max, Length))));
        }
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

    /// <summary>Gives back to the lane what was not emitted.</summary>
    public void PutBack()
    {
        if (_next < _end)
        {
            lane.PutBack(_values.AsSpan(_next.._end));
            Array.Clear(_values, _next, _end - _next);
            _next = _end;
        }
    }
}
