namespace MarketFlow.Host;

/// <summary>The latencies of a run, per class of clients and kind of event, and over time. One thread writes each; they are added up at the end.</summary>
/// <param name="start">When measuring begins, on the load test's clock: what was due before it is not counted.</param>
/// <param name="seconds">How long the measured part is.</param>
internal sealed class LatencyBook(long start, double seconds)
{
    private const int MaxIntervals = 600;

    /// <summary>Length of an interval of the timeline, in seconds.</summary>
    public int IntervalSeconds { get; } = Math.Max(1, (int)Math.Ceiling(seconds / MaxIntervals));

    /// <summary>By class, then kind.</summary>
    public LatencyHistogram[][] ByKind { get; } =
        [.. Enumerable.Range(0, ClientClasses.Measured).Select(_ => Enumerable.Range(0, LoadKinds.Count).Select(_ => new LatencyHistogram()).ToArray())];

    /// <summary>By interval in which the event was due, then class; null where nothing came.</summary>
    public List<LatencyInterval?[]> Timeline { get; } = [];

    /// <summary>Counts an event.</summary>
    public void Add(ClientClass of, LoadKind kind, long due, long receivedAt)
    {
        if (due < start)
        {
            return;
        }

        ByKind[(int)of][(int)kind].Add(receivedAt - due);
        (IntervalAt((int)((due - start) / (IntervalSeconds * LoadClock.Second)))[(int)of] ??= new()).Add(kind, receivedAt - due);
    }

    /// <summary>Counts all that another book has.</summary>
    public void Add(LatencyBook other)
    {
        for (var of = 0; of < ClientClasses.Measured; of++)
        {
            for (var kind = 0; kind < LoadKinds.Count; kind++)
            {
                ByKind[of][kind].Add(other.ByKind[of][kind]);
            }
        }

        for (var interval = 0; interval < other.Timeline.Count; interval++)
        {
            for (var of = 0; of < ClientClasses.Measured; of++)
            {
                if (other.Timeline[interval][of] is { } theirs)
                {
                    (IntervalAt(interval)[of] ??= new()).Add(theirs);
                }
            }
        }
    }

    private LatencyInterval?[] IntervalAt(int interval)
    {
        while (Timeline.Count <= interval)
        {
            Timeline.Add(new LatencyInterval?[ClientClasses.Measured]);
        }

        return Timeline[interval];
    }
}

/// <summary>What was due in an interval and came to a class of clients.</summary>
internal sealed class LatencyInterval
{
    private const int Digits = 2; // there are hundreds of these

    /// <summary>Events of all kinds.</summary>
    public long Delivered { get; private set; }

    /// <summary>Latencies of trades and quotes: hosts let bars and values wait on purpose, which would hide them.</summary>
    public LatencyHistogram Ticks { get; } = new(Digits);

    public void Add(LoadKind kind, long latency)
    {
        Delivered++;
        if (kind is LoadKind.Trade or LoadKind.Quote)
        {
            Ticks.Add(latency);
        }
    }

    public void Add(LatencyInterval other)
    {
        Delivered += other.Delivered;
        Ticks.Add(other.Ticks);
    }
}
