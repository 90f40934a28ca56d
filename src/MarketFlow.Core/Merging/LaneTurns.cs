namespace MarketFlow;

/// <summary>Whose turn it is among lanes: the highest in which an event waits, unless another lane has been overtaken too often.</summary>
/// <remarks>
/// Every lane counts the events of other lanes that are emitted while it waits. A lane whose count has reached maxBurst is overdue, and
/// the overdue lane with the highest count goes next, for one event.
/// <para>
/// No lane waits for more than maxBurst + lanes − 2 events of others. Proof: a run ends at the latest when a count reaches maxBurst, so a
/// lane L becomes overdue with a count of exactly maxBurst. From then on only an overdue lane with at least L's count can go before L.
/// One that goes starts again at 0, and stays below L, whose count grows with it; so each goes before L once at most. The lane whose
/// event made L overdue has started again too. That leaves lanes − 2.
/// </para>
/// A lower lane that fills during a run counts the whole run: it may be overdue earlier, never later. A higher one ends the run.
/// One thread. Memory: a number per lane.
/// </remarks>
/// <param name="hands">What waits, by lane, the highest first.</param>
/// <param name="maxBurst">How many events of other lanes may be emitted before a waiting lane is overdue.</param>
internal sealed class LaneTurns<T>(Hand<T>[] hands, int maxBurst)
{
    private readonly long[] _overtakenBy = new long[hands.Length];
    private readonly bool[] _isWaiting = new bool[hands.Length];

    /// <summary>The lane whose turn it is; -1 where nothing waits.</summary>
    public int Next()
    {
        var (highest, overdue) = (-1, -1);
        for (var i = 0; i < hands.Length; i++)
        {
            _isWaiting[i] = !hands[i].IsIdle;
            if (!_isWaiting[i])
            {
                _overtakenBy[i] = 0;
                continue;
            }

            if (highest < 0)
            {
                highest = i;
            }

            if (_overtakenBy[i] >= maxBurst && (overdue < 0 || _overtakenBy[i] > _overtakenBy[overdue]))
            {
                overdue = i;
            }
        }

        return overdue < 0 ? highest : overdue;
    }

    /// <summary>How many events of the lane whose turn it is may go before another is overdue, at most what waits.</summary>
    public int BurstOf(int lane, int waiting)
    {
        long burst = waiting;
        for (var other = 0; other < hands.Length; other++)
        {
            if (other != lane)
            {
                burst = Math.Min(burst, Math.Max(1, maxBurst - _overtakenBy[other]));
            }
        }

        return (int)burst;
    }

    /// <summary>Notes that so many events of the lane whose turn it was went.</summary>
    public void Note(int lane, int emitted)
    {
        if (emitted == 0)
        {
            return;
        }

        for (var other = 0; other < hands.Length; other++)
        {
            // A higher lane that was idle when the run began has just filled: that ended the run.
            _overtakenBy[other] += _isWaiting[other] || other > lane ? emitted : 0;
        }

        _overtakenBy[lane] = 0;
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
