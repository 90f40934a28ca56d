namespace MarketFlow;

/// <summary>What the connections of one feed cover so far. Not thread-safe.</summary>
/// <remarks>
/// Times within a slot are expected to ascend; slots may run ahead of each other by any amount.
/// A time that is wrong and far ahead counts only until its slot has brought two more: a gap begins at the latest time that is not after
/// the gap's end, among the two latest times of each slot. So it hides no gap for longer, and a gap that began before it is still found.
/// Memory: one entry per slot. An event of a known connection allocates nothing.
/// </remarks>
internal sealed class FeedCoverage<TSlot>
    where TSlot : notnull
{
    private readonly Dictionary<TSlot, Span> _spans = [];
    private Timestamp _first = Timestamp.MaxValue; // the earliest time of the feed

    /// <returns>False where the slot has another connection, or none: see <see cref="Begin"/>.</returns>
    public bool TryContinue(TSlot slot, long connection, Timestamp time)
    {
        if (!_spans.TryGetValue(slot, out var span) || span.Connection != connection)
        {
            return false;
        }

        span.First = Earlier(span.First, time);
        (span.Before, span.Last) = (span.Last, time);
        _first = Earlier(_first, time);
        return true;
    }

    /// <summary>A connection begins in a slot.</summary>
    /// <returns>True where the time next to its beginning may be covered by none; between which times.</returns>
    public bool Begin(TSlot slot, long connection, Timestamp time, out Timestamp from, out Timestamp to)
    {
        var isFirstOfFeed = _spans.Count == 0;
        (from, to) = _first < time ? (LatestUntil(time), time) : (time, _first);
        if (!_spans.TryGetValue(slot, out var span))
        {
            _spans.Add(slot, span = new() { Last = time });
        }

        span.Connection = connection;
        span.First = time;
        (span.Before, span.Last) = (span.Last, time);
        _first = Earlier(_first, time);
        return !isFirstOfFeed && from < to;
    }

    /// <summary>The slots whose connections began early enough to span a gap that begins then.</summary>
    public HashSet<TSlot> BegunBy(Timestamp time) => [.. _spans.Where(one => one.Value.First <= time).Select(one => one.Key)];

    private static Timestamp Earlier(Timestamp one, Timestamp other) => one < other ? one : other;

    private Timestamp LatestUntil(Timestamp time)
    {
        var latest = _first;
        foreach (var span in _spans.Values)
        {
            var known = span.Last <= time ? span.Last : span.Before;
            latest = latest < known && known <= time ? known : latest;
        }

        return latest;
    }

    /// <summary>The connection in a slot, from its first to its latest event.</summary>
    private sealed class Span
    {
        public long Connection;
        public Timestamp First;
        public Timestamp Before; // the slot's time before the latest, also of an earlier connection
        public Timestamp Last;
    }
}
