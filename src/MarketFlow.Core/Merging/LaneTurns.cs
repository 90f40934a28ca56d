namespace MarketFlow;

/// <summary>Whose turn it is among lanes: the highest in which something waits, but after a burst a lower one gets one event.</summary>
/// <remarks>Rule: domain.md, Priority merge. One thread. Memory: a number per lane.</remarks>
/// <param name="hands">What waits, by lane, the highest first.</param>
/// <param name="maxBurst">How many events in a row may overtake a waiting lower lane.</param>
internal sealed class LaneTurns<T>(Hand<T>[] hands, int maxBurst)
{
    private readonly int[] _overtakenBy = new int[hands.Length];

    /// <summary>The lane whose turn it is; -1 where nothing waits.</summary>
    public int Next()
    {
        var highest = -1;
        for (var i = 0; i < hands.Length; i++)
        {
            if (hands[i].IsIdle)
            {
                _overtakenBy[i] = 0;
            }
            else if (_overtakenBy[i] >= maxBurst)
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

    /// <summary>Begins a lane's turn.</summary>
    /// <returns>How many of its events may go before a lower lane must have its turn, at most what waits.</returns>
    public int Begin(int lane, int waiting)
    {
        _overtakenBy[lane] = 0;
        var burst = waiting;
        for (var lower = lane + 1; lower < hands.Length; lower++)
        {
            burst = Math.Min(burst, Math.Max(1, hands[lower].IsIdle ? maxBurst : maxBurst - _overtakenBy[lower]));
        }

        return burst;
    }

    /// <summary>Notes that so many events of a lane went.</summary>
    public void Note(int lane, int emitted)
    {
        for (var lower = lane + 1; lower < _overtakenBy.Length; lower++)
        {
            _overtakenBy[lower] += emitted;
        }
    }

    /// <summary>Whether nothing waits in a lane above this one.</summary>
    public bool IsHighest(int lane)
    {
        for (var higher = 0; higher < lane; higher++)
        {
            if (!hands[higher].IsIdle)
            {
                return false;
            }
        }

        return true;
    }
}
