namespace MarketFlow;

/// <summary>Detections whose windows are open, and those that are due. Not thread-safe.</summary>
/// <remarks>Memory: one entry per window that is open or waits to be taken, and what <see cref="Trimming"/> leaves after a surge.</remarks>
internal sealed class OpenConflicts(ConflictWindows windows)
{
    private readonly DetectionRank _rank = new(windows.SourcePriority);
    private readonly Dictionary<(string Kind, string Symbol), Conflict> _open = [];
    private readonly PriorityQueue<Conflict, (DateTimeOffset Due, long Turn)> _waiting = new();
    private long _turns;

    /// <summary>How many detections wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>For how many entries there is room, in all that is kept.</summary>
    public int Capacity => _open.Capacity + _waiting.Capacity;

    /// <summary>When the next may go; never, where none waits.</summary>
    public DateTimeOffset NextDue => _waiting.TryPeek(out _, out var next) ? next.Due : DueTime.Never;

    /// <returns>False where one of the two is superseded: the newcomer, or the one that waited.</returns>
    public bool Hold(Detection newcomer, DateTimeOffset now)
    {
        var key = (newcomer.Kind, newcomer.Symbol);
        // A window that is over is closed, even where its winner has not left yet.
        if (_open.TryGetValue(key, out var conflict) && conflict.Due > now)
        {
            conflict.Winner = _rank.Wins(newcomer, conflict.Winner) ? newcomer : conflict.Winner;
            return false;
        }

        conflict = new(newcomer, DueTime.After(now, windows.Of(newcomer.Kind)));
        _open[key] = conflict;
        _waiting.Enqueue(conflict, (conflict.Due, _turns++));
        return true;
    }

    /// <summary>Takes the winner of the window that closes next, or closed first.</summary>
    public Detection Take()
    {
        var conflict = _waiting.Dequeue();
        _waiting.TrimAfterSurge();
        var key = (conflict.Winner.Kind, conflict.Winner.Symbol);
        if (_open.TryGetValue(key, out var open) && open == conflict)
        {
            _open.Remove(key);
            _open.TrimAfterSurge();
        }

        return conflict.Winner;
    }

    public void Clear()
    {
        _open.Clear();
        _waiting.Clear();
    }

    private sealed class Conflict(Detection first, DateTimeOffset due)
    {
        public Detection Winner { get; set; } = first;

        public DateTimeOffset Due { get; } = due;
    }
}
