namespace MarketFlow.Host;

/// <summary>The latencies of a run, per class of clients and kind of event, and over time. One thread writes each; they are added up at the end.</summary>
/// <param name="start">When measuring begins, on the load test's clock: what was due before it is not counted.</param>
/// <param name="seconds">How long the measured part is.</param>
internal sealed class LatencyBook(long start, double seconds)
{
    private const int MaxIntervals = 600;
    private const int TimelineDigits = 2;

    /// <summary>Length of an interval of the timeline, in seconds.</summary>
    public int IntervalSeconds { get; } = Math.Max(1, (int)Math.Ceiling(seconds / MaxIntervals));

    /// <summary>By class, then kind.</summary>
    public LatencyHistogram[][] ByKind { get; } =
        [.. Enumerable.Range(0, ClientClasses.Measured).Select(_ => Enumerable.Range(0, LoadKinds.Count).Select(_ => new LatencyHistogram()).ToArray())];

    /// <summary>By interval in which the event was due, then class; null where nothing was due.</summary>
    public List<LatencyHistogram?[]> Timeline { get; } = [];

    /// <summary>Counts an event.</summary>
    public void Add(ClientClass of, LoadKind kind, long due, long receivedAt)
    {
        if (due < start)
        {
            return;
        }

        ByKind[(int)of][(int)kind].Add(receivedAt - due);
        (IntervalAt((int)((due - start) / (IntervalSeconds * LoadClock.Second)))[(int)of] ??= new(TimelineDigits)).Add(receivedAt - due);
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
                    (IntervalAt(interval)[of] ??= new(TimelineDigits)).Add(theirs);
                }
            }
        }
    }

    private LatencyHistogram?[] IntervalAt(int interval)
    {
        while (Timeline.Count <= interval)
        {
            Timeline.Add(new LatencyHistogram?[ClientClasses.Measured]);
        }

        return Timeline[interval];
    }
}

/// <summary>What clients of a load test are like. The first ones are measured; the others do what disturbs them.</summary>
internal enum ClientClass
{
    /// <summary>Asks for some symbols.</summary>
    Filtered,

    /// <summary>Asks for everything.</summary>
    Full,

    /// <summary>Asks for everything and stops reading for a while.</summary>
    Stalled,

    /// <summary>Comes and goes.</summary>
    Visiting,
}

/// <summary>Which classes are measured, and what they are called.</summary>
internal static class ClientClasses
{
    public const int Measured = 2;

    public static readonly IReadOnlyList<string> Names = ["filtered", "full", "stalled", "visiting"];
}
