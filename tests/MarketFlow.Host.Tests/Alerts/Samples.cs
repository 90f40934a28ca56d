namespace MarketFlow.Host.Tests;

/// <summary>Samples of a host that is well, to spoil in one place.</summary>
internal static class Samples
{
    public static Timestamp Start { get; } = Timestamp.Parse("2026-03-09T14:30:00Z");

    /// <summary>A host that is well and has work, so many seconds after <see cref="Start"/>.</summary>
    public static HostSample Well(double second = 0) => new()
    {
        At = Start + TimeSpan.FromSeconds(second),
        Channels = [Channel("tick", 50), Channel("bars", 150), Channel("fmv", 550)],
        Feeds = [Feed("massive"), Feed("alpaca")],
        Lanes = [Lane("status"), Lane("tick"), Lane("bars"), Lane("fmv"), Lane("other")],
        ResidentBytes = 300_000_000,
    };

    /// <summary>A host to which nothing comes.</summary>
    public static HostSample Idle(double second = 0)
    {
        var well = Well(second);
        return well with { Channels = [.. well.Channels.Select(channel => channel with { P50 = null, P99 = null })] };
    }

    public static HostSample WithTick(this HostSample sample, Func<ChannelSample, ChannelSample> change) =>
        sample with { Channels = [change(sample.Channels[0]), .. sample.Channels.Skip(1)] };

    public static HostSample WithP99(this HostSample sample, double milliseconds) =>
        sample.WithTick(tick => tick with { P99 = TimeSpan.FromMilliseconds(milliseconds) });

    public static HostSample WithMassive(this HostSample sample, Func<FeedSample, FeedSample> change) =>
        sample with { Feeds = [change(sample.Feeds[0]), .. sample.Feeds.Skip(1)] };

    public static HostSample WithTickLane(this HostSample sample, int waiting) =>
        sample with { Lanes = [.. sample.Lanes.Select(lane => lane.Name == "tick" ? lane with { Waiting = waiting } : lane)] };

    private static ChannelSample Channel(string name, int budget) => new()
    {
        Name = name,
        Lane = Lane(name),
        P50 = TimeSpan.FromMilliseconds(1),
        P99 = TimeSpan.FromMilliseconds(5),
        Budget = TimeSpan.FromMilliseconds(budget),
    };

    private static FeedSample Feed(string name) => new() { Name = name, Dialect = name };

    private static LaneSample Lane(string name) => new(name, Waiting: 10, HighWater: 20, Capacity: 1_000);
}
