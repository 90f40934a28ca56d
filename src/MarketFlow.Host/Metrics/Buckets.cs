namespace MarketFlow.Host;

/// <summary>A histogram's values, counted by their size. One lock, held for a few instructions; any thread.</summary>
/// <remarks>Memory: a number per bound.</remarks>
/// <param name="bounds">Upper bounds, ascending; what is above the last is counted as well.</param>
internal sealed class Buckets(IReadOnlyList<double> bounds)
{
    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[bounds.Count + 1];
    private double _sum;

    /// <summary>Upper bounds, ascending.</summary>
    public IReadOnlyList<double> Bounds { get; } = bounds;

    public void Add(double value)
    {
        var bucket = 0;
        while (bucket < Bounds.Count && value > Bounds[bucket])
        {
            bucket++;
        }

        lock (_gate)
        {
            _counts[bucket]++;
            _sum += value;
        }
    }

    /// <summary>How many values lie at or below each bound, then how many there are, and their sum: as of one instant.</summary>
    public (long[] Cumulative, double Sum) Read()
    {
        var cumulative = new long[_counts.Length];
        lock (_gate)
        {
            var before = 0L;
            for (var bucket = 0; bucket < _counts.Length; bucket++)
            {
                cumulative[bucket] = before += _counts[bucket];
            }

            return (cumulative, _sum);
        }
    }
}
