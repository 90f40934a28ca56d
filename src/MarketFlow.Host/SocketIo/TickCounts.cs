namespace MarketFlow.Host;

/// <summary>Counts events in the last 10, 30, 60 and 300 whole seconds of their own time. For one thread.</summary>
/// <remarks>
/// An event that comes late is counted into its own second. One that is more than 300 s away from the others, either way, is left out
/// until ten in a row are, and then counting begins anew there: one wrong clock must not take all counts with it.
/// Cost: O(1) per event and per second. Memory: 301 counters.
/// </remarks>
internal sealed class TickCounts
{
    private const int Longest = 300;
    private const int MostStrays = 10;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private static readonly int[] _windows = [10, 30, 60, Longest];
    private readonly long[] _ofSecond = new long[Longest + 1]; // one more: the second that is under way
    private readonly long[] _sums = new long[_windows.Length];
    private long _first;
    private long _now;
    private int _strays = MostStrays; // the first event begins

    public long Of10 => _sums[0];

    public long Of30 => _sums[1];

    public long Of60 => _sums[2];

    public long Of300 => _sums[3];

    /// <summary>How many whole seconds were counted so far, at most 300.</summary>
    public int Seconds => (int)Math.Min(Longest, _now - _first);

    /// <summary>Counts an event.</summary>
    /// <returns>True where the sums have changed.</returns>
    public bool Count(Timestamp time)
    {
        var second = Math.DivRem(time.UnixNanoseconds, NanosecondsPerSecond, out var rest) - (rest < 0 ? 1 : 0);
        var isStray = Math.Abs(second - _now) > Longest || _strays == MostStrays;
        if (isStray && ++_strays < MostStrays)
        {
            return false;
        }

        if (isStray)
        {
            BeginAt(second);
        }

        _strays = 0;
        var hasMoved = isStray;
        while (_now < second)
        {
            Move();
            hasMoved = true;
        }

        _ofSecond[Place(second)]++;
        return AddLate(second) || hasMoved;
    }

    private void BeginAt(long second)
    {
        Array.Clear(_ofSecond);
        Array.Clear(_sums);
        _first = _now = second;
    }

    // The second under way is whole now, and the oldest of each window leaves it.
    private void Move()
    {
        for (var i = 0; i < _windows.Length; i++)
        {
            _sums[i] += _ofSecond[Place(_now)] - _ofSecond[Place(_now - _windows[i])];
        }

        _now++;
        _ofSecond[Place(_now)] = 0;
    }

    private bool AddLate(long second)
    {
        if (second == _now)
        {
            return false;
        }

        for (var i = 0; i < _windows.Length; i++)
        {
            _sums[i] += second >= _now - _windows[i] ? 1 : 0;
        }

        _first = Math.Min(_first, second);
        return true;
    }

    private static int Place(long second) => (int)(((second % (Longest + 1)) + Longest + 1) % (Longest + 1));
}
