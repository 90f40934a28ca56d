namespace MarketFlow;

/// <summary>Which sequences of each key are missing, and which of these gaps are still to be told. Not thread-safe.</summary>
/// <remarks>
/// Memory: at most <paramref name="maxKeys"/> keys with at most <paramref name="maxOpen"/> gaps each, as many that closed untaken, and
/// what forgotten keys leave to be told. An event that leaves no hole allocates nothing.
/// </remarks>
internal sealed class GapBook<TKey>(TimeSpan maxDelay, int maxOpen, int maxKeys)
    where TKey : notnull
{
    private readonly LinkedList<OpenGap> _untold = new(); // in order of due time
    private readonly Queue<OpenGap> _closed = new();
    private RecentGroups<TKey, Line>? _lines;

    /// <summary>When the next gap is to be told; never, where none is.</summary>
    public DateTimeOffset NextDue => _untold.First is { } next ? next.Value.Due : DueTime.Never;

    /// <summary>An event came.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="time">Its own time.</param>
    /// <param name="now">When it came.</param>
    public void Arrived(TKey key, long sequence, Timestamp time, DateTimeOffset now)
    {
        _lines ??= new(maxKeys, create: static () => new(), clear: Forget);
        var line = _lines[key];
        if (line.HasBegun && sequence <= line.Last)
        {
            Fill(line, sequence);
            return;
        }

        if (line.HasBegun && sequence - 1 != line.Last)
        {
            var gap = new OpenGap(key, new(line.Last + 1, sequence - 1), DueTime.After(now, maxDelay))
            {
                From = line.LastTime < time ? line.LastTime : time, // a feed whose times step back makes no gap that ends before it begins
                To = line.LastTime < time ? time : line.LastTime,
            };
            line.Open.Add(gap);
            _untold.AddLast(gap.Place);
            Bound(line);
        }

        (line.HasBegun, line.Last, line.LastTime) = (true, sequence, time);
    }

    /// <summary>Takes the next gap that is to be told: first those that have closed, then those that are found by now.</summary>
    public bool TryTake(DateTimeOffset now, bool isEnding, out Gap<TKey> gap)
    {
        if (_closed.TryDequeue(out var closed))
        {
            gap = closed.Reported! with { Missing = 0, ClosedAt = now };
            return true;
        }

        if (_untold.First is { Value: var next } && (isEnding || next.Due <= now))
        {
            _untold.Remove(next.Place);
            gap = next.Reported = new(next.Key, next.From, next.To, now, next.Missing.First, next.Missing.Last, next.Missing.Count);
            return true;
        }

        gap = null!;
        return false;
    }

    private void Fill(Line line, long sequence)
    {
        var at = line.Open.Count - 1;
        while (at >= 0 && line.Open[at].Missing.First > sequence)
        {
            at--;
        }

        if (at < 0 || !line.Open[at].Missing.Remove(sequence) || !line.Open[at].Missing.IsEmpty)
        {
            return;
        }

        var gap = line.Open[at];
        line.Open.RemoveAt(at);
        if (gap.Reported is null)
        {
            _untold.Remove(gap.Place);
        }
        else
        {
            _closed.Enqueue(gap);
        }
    }

    // What has been told can be forgotten: it will not be told that it closed. What has not must be told, if need be as one.
    private void Bound(Line line)
    {
        if (line.Open.Count <= maxOpen)
        {
            return;
        }

        var oldest = line.Open[0];
        if (oldest.Reported is not null)
        {
            line.Open.RemoveAt(0);
            return;
        }

        var next = line.Open[1];
        oldest.Missing.Add(next.Missing);
        oldest.From = oldest.From < next.From ? oldest.From : next.From;
        oldest.To = oldest.To > next.To ? oldest.To : next.To;
        _untold.Remove(next.Place);
        line.Open.RemoveAt(1);
    }

    private void Forget(Line line)
    {
        foreach (var gap in line.Open.Where(open => open.Reported is null).Reverse())
        {
            gap.Due = DateTimeOffset.MinValue;
            _untold.Remove(gap.Place);
            _untold.AddFirst(gap.Place);
        }

        line.Open.Clear();
        line.HasBegun = false;
    }

    /// <summary>One key's count.</summary>
    private sealed class Line
    {
        public bool HasBegun;
        public long Last;
        public Timestamp LastTime;

        /// <summary>In ascending order, which is also the order in which they were found: those that have been told come first.</summary>
        public List<OpenGap> Open { get; } = [];
    }

    private sealed class OpenGap
    {
        public OpenGap(TKey key, SequenceRanges missing, DateTimeOffset due)
        {
            (Key, Missing, Due) = (key, missing, due);
            Place = new(this);
        }

        public TKey Key { get; }

        public SequenceRanges Missing { get; }

        public DateTimeOffset Due { get; set; }

        public Timestamp From { get; set; }

        public Timestamp To { get; set; }

        /// <summary>What was told of it; null where nothing was yet.</summary>
        public Gap<TKey>? Reported { get; set; }

        public LinkedListNode<OpenGap> Place { get; }
    }
}
