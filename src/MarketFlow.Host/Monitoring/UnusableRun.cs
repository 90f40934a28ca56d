namespace MarketFlow.Host;

/// <summary>Unusable messages in a row: those that cannot be read or have an unusual field, with no usable one between them.</summary>
internal sealed class UnusableRun
{
    private long _usable = -1;
    private long _faults;
    private Timestamp? _from;
    private Timestamp _to;

    /// <summary>The time from the first to the latest of them; zero for one alone, after which a quiet feed may pause.</summary>
    public TimeSpan Length => _from is { } from ? _to - from : TimeSpan.Zero;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Looks at the counts of a feed.</summary>
    /// <param name="usable">Usable messages so far.</param>
    /// <param name="faults">Unusable messages so far.</param>
    /// <param name="now">When they were counted.</param>
    public void Note(long usable, long faults, Timestamp now)
    {
        if (usable != _usable)
        {
            (_usable, _from, Count) = (usable, null, 0);
        }
        else if (faults > _faults)
        {
            (_from, _to, Count) = (_from ?? now, now, Count + faults - _faults);
        }

        _faults = faults;
    }
}
