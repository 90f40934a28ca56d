namespace MarketFlow.Host.Tests;

/// <summary>Looks at a host there is not.</summary>
internal static class TickSamples
{
    private static readonly DateTimeOffset _start = new(2026, 3, 9, 13, 30, 0, TimeSpan.Zero);

    /// <summary>So many seconds after the start, with a tick channel that has received so much.</summary>
    public static HostSample At(double second, long received = 0, TimeSpan? p99 = null, long faults = 0) => new()
    {
        At = _start.AddSeconds(second),
        Channels = [new() { Name = "tick", Lane = new("tick", 1, 2, 100), Received = received, Faults = faults, P99 = p99, Budget = TimeSpan.FromMilliseconds(50) }],
        Feeds = [],
        Lanes = [new("status", 0, 0, 10), new("tick", 1, 2, 100)],
        Received = received,
    };
}
