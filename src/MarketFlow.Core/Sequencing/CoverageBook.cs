namespace MarketFlow;

/// <summary>Which times of each feed no connection has covered, and which of these gaps are still to be told. Not thread-safe.</summary>
/// <remarks>
/// A connection covers the time from its first event to its latest. A gap that others might yet turn out to have covered waits for them.
/// Memory: one entry per feed and slot; at most 64 gaps that wait.
/// </remarks>
internal sealed class CoverageBook<TFeed, TSlot>(TimeSpan maxDelay)
    where TFeed : notnull
    where TSlot : notnull
{
    private const int MaxWaiting = 64;
    private readonly Dictionary<TFeed, Coverage> _feeds = [];
    private readonly List<Candidate> _waiting = []; // in order of due time

    /// <summary>When the next gap is told whether or not the others have spoken; never, where none waits.</summary>
    public DateTimeOffset NextDue => _waiting.Count > 0 ? _waiting[0].Due : DueTime.Never;

    /// <summary>An event came.</summary>
    /// <param name="feed">Its feed.</param>
    /// <param name="slot">Its slot within the feed.</param>
    /// <param name="connection">The connection in that slot.</param>
    /// <param name="time">When it was received.</param>
    /// <param name="now">The clock's time.</param>
    public void Heard(TFeed feed, TSlot slot, long connection, Timestamp time, DateTimeOffset now)
    {
        if (!_feeds.TryGetValue(feed, out var coverage))
        {
            _feeds.Add(feed, coverage = new(time));
        }

        var isKnown = coverage.ConnectionIn.TryGetValue(slot, out var connectionBefore);
        if (isKnown && connectionBefore == connection)
        {
            WasThereAllAlong(coverage, slot, time);
        }
        else
        {
            WasAway(coverage, slot);
            coverage.ConnectionIn[slot] = connection;
            if (coverage.Until < time)
            {
                Add(new(feed, coverage, coverage.Until, time, DueTime.After(now, maxDelay), [.. coverage.ConnectionIn.Keys.Where(other => !other.Equals(slot))]));
            }
        }

        coverage.Until = coverage.Until < time ? time : coverage.Until;
    }

    /// <summary>Takes the next gap that nobody can have covered, or for which the others have been awaited long enough.</summary>
    public bool TryTake(DateTimeOffset now, bool isEnding, out Gap<TFeed> gap)
    {
        for (var i = 0; i < _waiting.Count; i++)
        {
            var candidate = _waiting[i];
            if (isEnding || candidate.Due <= now || candidate.Awaited.Count == 0)
            {
                _waiting.RemoveAt(i);
                gap = new(candidate.Feed, candidate.From, candidate.To, now);
                return true;
            }
        }

        gap = null!;
        return false;
    }

    // A hole was noted after the slot's connection had begun: the connection spans it, where it was there at its end.
    private void WasThereAllAlong(Coverage coverage, TSlot slot, Timestamp time)
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Coverage == coverage && _waiting[i].To <= time && _waiting[i].Awaited.Contains(slot))
            {
                _waiting.RemoveAt(i);
            }
        }
    }

    private void WasAway(Coverage coverage, TSlot slot)
    {
        foreach (var candidate in _waiting)
        {
            if (candidate.Coverage == coverage)
            {
                candidate.Awaited.Remove(slot);
            }
        }
    }

    private void Add(Candidate candidate)
    {
        var last = _waiting.Count < MaxWaiting ? null : _waiting.FindLast(other => other.Coverage == candidate.Coverage);
        if (last is null)
        {
            _waiting.Add(candidate);
            return;
        }

        last.To = candidate.To;
        last.Awaited.Clear();
    }

    private sealed class Coverage(Timestamp until)
    {
        public Dictionary<TSlot, long> ConnectionIn { get; } = [];

        /// <summary>The latest time at which any connection of the feed spoke.</summary>
        public Timestamp Until { get; set; } = until;
    }

    private sealed class Candidate(TFeed feed, Coverage coverage, Timestamp from, Timestamp to, DateTimeOffset due, HashSet<TSlot> awaited)
    {
        public TFeed Feed { get; } = feed;

        public Coverage Coverage { get; } = coverage;

        public Timestamp From { get; } = from;

        public Timestamp To { get; set; } = to;

        public DateTimeOffset Due { get; } = due;

        /// <summary>The slots whose connections have not spoken since: each may still prove to have covered it, or to have been lost.</summary>
        public HashSet<TSlot> Awaited { get; } = awaited;
    }
}
