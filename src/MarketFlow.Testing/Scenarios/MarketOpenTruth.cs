namespace MarketFlow.Testing;

/// <summary>What a <see cref="MarketOpen"/> has told so far, by its own count: what a ledger is checked against.</summary>
/// <remarks>Counts grow as arrivals are read, and begin anew when they are read anew. Not thread-safe: read it on the thread that drives.</remarks>
public sealed class MarketOpenTruth
{
    private readonly long[] _distinct = new long[Enum.GetValues<EventType>().Length];
    private readonly long[] _copies = new long[Enum.GetValues<EventType>().Length];
    private readonly List<long> _perSecond = [];

    /// <summary>All arrivals: <see cref="Distinct"/> + <see cref="Copies"/>.</summary>
    public long Arrived => Distinct + Copies;

    /// <summary>First tellings: what must be left when every copy is removed.</summary>
    public long Distinct => _distinct.Sum();

    /// <summary>Exact copies of events told before, over another connection: duplicates, and what redundant connections tell.</summary>
    public long Copies => _copies.Sum();

    /// <summary>First tellings of events that happened 10 ms or more before they arrived; bars, whose time is their start, are none.</summary>
    public long Late { get; private set; }

    /// <summary>First tellings in each second since the open.</summary>
    public IReadOnlyList<long> PerSecond => _perSecond;

    /// <summary>First tellings of one type.</summary>
    /// <param name="type">The type.</param>
    public long DistinctOf(EventType type) => _distinct[(int)type];

    /// <summary>Copies of one type.</summary>
    /// <param name="type">The type.</param>
    public long CopiesOf(EventType type) => _copies[(int)type];

    internal void Clear()
    {
        Array.Clear(_distinct);
        Array.Clear(_copies);
        _perSecond.Clear();
        Late = 0;
    }

    internal void Count(MarketEvent told, bool isCopy, TimeSpan sinceOpen, Timestamp now)
    {
        if (isCopy)
        {
            _copies[(int)told.Type]++;
            return;
        }

        _distinct[(int)told.Type]++;
        if (told.Type != EventType.Bar && now - told.Time >= MarketOpenOptions.LeastLateness)
        {
            Late++;
        }

        var second = (int)(sinceOpen.Ticks / TimeSpan.TicksPerSecond);
        while (_perSecond.Count <= second)
        {
            _perSecond.Add(0);
        }

        _perSecond[second]++;
    }
}
