namespace MarketFlow;

/// <summary>Sequences that are missing, as ranges in ascending order. Not thread-safe.</summary>
/// <remarks>Memory: at most 64 ranges. What would need more is kept as missing, so that it never knows of less than is missing.</remarks>
internal sealed class SequenceRanges
{
    private const int MaxRanges = 64;
    private readonly List<(long First, long Last)> _ranges = [];

    /// <param name="first">First sequence that is missing.</param>
    /// <param name="last">Last one, no lower.</param>
    public SequenceRanges(long first, long last) => _ranges.Add((first, last));

    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>First sequence that is missing, while any is.</summary>
    public long First => _ranges[0].First;

    /// <summary>Last sequence that is missing, while any is.</summary>
    public long Last => _ranges[^1].Last;

    /// <summary>How many are missing; at most <see cref="long.MaxValue"/>.</summary>
    public long Count
    {
        get
        {
            var count = 0UL;
            foreach (var (first, last) in _ranges)
            {
                var more = (ulong)(last - first) + 1; // 0 where a range is all there is
                count = more == 0 || count + more < count ? ulong.MaxValue : count + more;
            }

            return (long)Math.Min(count, long.MaxValue);
        }
    }

    /// <summary>A sequence came.</summary>
    /// <returns>False where it was not missing: a repeat.</returns>
    public bool Remove(long sequence)
    {
        var at = _ranges.Count - 1;
        while (at >= 0 && _ranges[at].First > sequence)
        {
            at--;
        }

        if (at < 0 || _ranges[at].Last < sequence)
        {
            return false;
        }

        var (first, last) = _ranges[at];
        if (first == last)
        {
            _ranges.RemoveAt(at);
        }
        else if (sequence == first)
        {
            _ranges[at] = (first + 1, last);
        }
        else if (sequence == last)
        {
            _ranges[at] = (first, last - 1);
        }
        else if (_ranges.Count < MaxRanges)
        {
            _ranges[at] = (first, sequence - 1);
            _ranges.Insert(at + 1, (sequence + 1, last));
        }

        return true;
    }

    /// <summary>Takes in what is missing beyond its own last one.</summary>
    public void Add(SequenceRanges later)
    {
        _ranges.AddRange(later._ranges);
        if (_ranges.Count > MaxRanges)
        {
            var all = (First, Last);
            _ranges.Clear();
            _ranges.Add(all);
        }
    }
}
