namespace MarketFlow;

/// <summary>Finds the times that no connection of a feed covered, and decides when each such gap is reported. Not thread-safe.</summary>
/// <remarks>
/// A connection covers the time from its first to its latest event. The feed's range grows only where a connection begins before or after
/// all that was heard so far, so every time that is not covered lies in a gap that was noted then (<see cref="FeedCoverage{TSlot}"/>).
/// A noted gap is dropped only where one connection spans it as a whole. It is reported once no connection can span it any more, or once
/// <paramref name="maxDelay"/> has passed, or at the end.
/// Memory: one entry per feed and slot; at most <paramref name="maxWaiting"/> gaps that wait, or one per feed where that is more.
/// </remarks>
/// <param name="maxDelay">How long a gap waits for the connections that may span it.</param>
/// <param name="maxWaiting">How many gaps wait. Beyond it, a feed's new gap is merged with its latest one, and both are reported at once.</param>
internal sealed class CoverageBook<TFeed, TSlot>(TimeSpan maxDelay, int maxWaiting = 64)
    where TFeed : notnull
    where TSlot : notnull
{
    private readonly Dictionary<TFeed, FeedCoverage<TSlot>> _feeds = [];
    private readonly List<Candidate> _waiting = []; // in order of due time

    /// <summary>When the next gap is reported at the latest; never, where none waits.</summary>
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
            _feeds.Add(feed, coverage = new());
        }

        if (coverage.TryContinue(slot, connection, time))
        {
            DropSpanned(coverage, slot, time);
            return;
        }

        StopAwaiting(coverage, slot, time);
        if (coverage.Begin(slot, connection, time, out var from, out var to))
        {
            Add(new(feed, coverage, from, to, DueTime.After(now, maxDelay), coverage.BegunBy(from)));
        }
    }

    /// <summary>Takes the next gap that no connection can span any more, or that has waited long enough.</summary>
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

    // A slot is awaited only while its connection began no later than the gap did, so an event after the gap completes the span.
    private void DropSpanned(FeedCoverage<TSlot> coverage, TSlot slot, Timestamp time)
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Coverage == coverage && _waiting[i].To <= time && _waiting[i].Awaited.Contains(slot))
            {
                _waiting.RemoveAt(i);
            }
        }
    }

    private void StopAwaiting(FeedCoverage<TSlot> coverage, TSlot slot, Timestamp newBeginning)
    {
        foreach (var candidate in _waiting)
        {
            if (candidate.Coverage == coverage && candidate.From < newBeginning)
            {
                candidate.Awaited.Remove(slot);
            }
        }
    }

    private void Add(Candidate candidate)
    {
        var last = _waiting.Count < maxWaiting ? null : _waiting.FindLast(other => other.Coverage == candidate.Coverage);
        if (last is null)
        {
            _waiting.Add(candidate);
            return;
        }

        last.From = last.From < candidate.From ? last.From : candidate.From;
        last.To = last.To > candidate.To ? last.To : candidate.To;
        last.Awaited.Clear();
    }

    private sealed class Candidate(TFeed feed, FeedCoverage<TSlot> coverage, Timestamp from, Timestamp to, DateTimeOffset due, HashSet<TSlot> awaited)
    {
        public TFeed Feed { get; } = feed;

        public FeedCoverage<TSlot> Coverage { get; } = coverage;

        public Timestamp From { get; set; } = from;

        public Timestamp To { get; set; } = to;

        public DateTimeOffset Due { get; } = due;

        /// <summary>The slots whose connections may still prove to span the gap.</summary>
        public HashSet<TSlot> Awaited { get; } = awaited;
    }
}
