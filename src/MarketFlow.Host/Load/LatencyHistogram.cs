using System.Numerics;

namespace MarketFlow.Host;

/// <summary>Counts values so that percentiles come out right to so many significant digits, in memory that does not grow. Not thread-safe.</summary>
/// <remarks>
/// Log-linear: each power of two is cut into equal parts, so that a part is never wider than the precision asked for. The idea is
/// HdrHistogram's (http://hdrhistogram.org). A value above the highest counts as the highest in percentiles; the maximum is exact.
/// </remarks>
internal sealed class LatencyHistogram
{
    private readonly int _bits;
    private readonly long _highest;
    private readonly long[] _counts;

    /// <param name="digits">Significant digits, 1 to 4; 3 by default: values are right to 0.1 %.</param>
    /// <param name="highest">The highest value told apart; one hour in microseconds by default.</param>
    public LatencyHistogram(int digits = 3, long highest = 3_600 * LoadClock.Second)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(digits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(highest, 1);
        _bits = BitOperations.Log2((uint)Math.Pow(10, digits)) + 1;
        _highest = highest;
        _counts = new long[IndexOf(highest) + 1];
    }

    /// <summary>How many values were counted.</summary>
    public long Count { get; private set; }

    /// <summary>The largest value, exactly; 0 where there is none.</summary>
    public long Max { get; private set; }

    /// <summary>Counts a value; a negative one as 0.</summary>
    public void Add(long value)
    {
        value = Math.Max(0, value);
        _counts[IndexOf(Math.Min(value, _highest))]++;
        Count++;
        Max = Math.Max(Max, value);
    }

    /// <summary>Counts all that another histogram of the same digits and highest value has counted.</summary>
    /// <exception cref="ArgumentException">It has others.</exception>
    public void Add(LatencyHistogram other)
    {
        if (other._bits != _bits || other._highest != _highest)
        {
            throw new ArgumentException($"The histogram tells values up to {other._highest} apart in {other._bits} bits; must be {_highest} and {_bits}.", nameof(other));
        }

        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The least value that so many percent of the values do not exceed, rounded up by less than the precision; 0 where there is none.</summary>
    /// <param name="percent">Above 0, to 100.</param>
    public long Percentile(double percent)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(Count * percent / 100));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return Math.Min(Max, HighestOf(i));
            }
        }

        return 0;
    }

    // Up to 2^(bits+1) every value has a count of its own; from there on each power of two has 2^bits of them.
    private int IndexOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - _bits);
        return (shift << _bits) + (int)(value >> shift);
    }

    private long HighestOf(int index)
    {
        var shift = Math.Max(0, (index >> _bits) - 1);
        return ((index - ((long)shift << _bits) + 1) << shift) - 1;
    }
}
