namespace MarketFlow.Host;

/// <summary>When the host raises alerts, and whom it tells. The table is in docs/operations/alerts.md.</summary>
/// <remarks>Rule: domain.md, Health and alerts.</remarks>
internal sealed record AlertSettings
{
    /// <summary>Alerts that are not raised: names such as <c>memory</c>, or one thing's such as <c>latency:bars</c>.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Silenced { get; init; } = [];

    /// <summary>The age at which 1 of 100 events of a channel may leave for the clients; what the channel may gather for comes on top.</summary>
    /// <value>1 µs to 1 minute; default 50 ms.</value>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>For how long it must be above <see cref="Latency"/>.</summary>
    /// <value>0 to 1 hour; default 30 s.</value>
    public TimeSpan LatencyFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The share of a feed's messages of the last minute that may be unreadable.</summary>
    /// <value>0 to 1; default 0.05.</value>
    public double FaultRate { get; init; } = 0.05;

    /// <summary>For how long it must be above <see cref="FaultRate"/>.</summary>
    /// <value>0 to 1 hour; default 2 minutes.</value>
    public TimeSpan FaultsFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>At which multiple of <see cref="Latency"/> and <see cref="FaultRate"/> a warning is an error.</summary>
    /// <value>1 to 100; default 2.</value>
    public double ErrorAt { get; init; } = 2;

    /// <summary>How full a lane may be.</summary>
    /// <value>0 to 1; default 0.8.</value>
    public double LaneFill { get; init; } = 0.8;

    /// <summary>How full a lane is when the warning is an error.</summary>
    /// <value>At least <see cref="LaneFill"/>, at most 1; default 0.95.</value>
    public double LaneErrorFill { get; init; } = 0.95;

    /// <summary>For how long a lane must be fuller than <see cref="LaneFill"/>.</summary>
    /// <value>0 to 1 hour; default 10 s.</value>
    public TimeSpan LaneFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long nothing more must be lost before the alert of a loss is over.</summary>
    /// <value>1 s to 1 hour; default 60 s.</value>
    public TimeSpan LossClearsAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For how long a channel must not be healthy.</summary>
    /// <value>0 to 1 hour; default 30 s.</value>
    public TimeSpan ChannelFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long a feed must be disconnected, silent or over its cap.</summary>
    /// <value>0 to 1 hour; default 15 s.</value>
    public TimeSpan FeedFor { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How much resident memory the process may have, in bytes.</summary>
    /// <value>1,000,000 or more; default 2,000,000,000.</value>
    public long MemoryBytes { get; init; } = 2_000_000_000;

    /// <summary>For how long it must be above <see cref="MemoryBytes"/>.</summary>
    /// <value>0 to 1 hour; default 60 s.</value>
    public TimeSpan MemoryFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>By which share memory may grow over its baseline.</summary>
    /// <value>0.01 to 100; default 0.2.</value>
    public double MemoryGrowth { get; init; } = 0.2;

    /// <summary>For how long it must have grown by more.</summary>
    /// <value>0 to 24 hours; default 10 minutes.</value>
    public TimeSpan MemoryGrowthFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after the start memory still finds its level: the baseline is the most it had by then.</summary>
    /// <value>0 to 24 hours; default 30 minutes.</value>
    public TimeSpan MemoryWarmUp { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The least baseline, in bytes: below it growth is no reason to worry.</summary>
    /// <value>0 or more; default 512,000,000.</value>
    public long MemoryLeastBaseline { get; init; } = 512_000_000;

    /// <summary>At which multiple of <see cref="MemoryBytes"/>, or of what it may have grown to, a warning is an error.</summary>
    /// <value>1 to 100; default 1.2.</value>
    public double MemoryErrorAt { get; init; } = 1.2;

    /// <summary>How many clients may be disconnected for being slow within a minute.</summary>
    /// <value>0 to 100,000; default 5.</value>
    public int SlowClients { get; init; } = 5;

    /// <summary>For how long there must be more.</summary>
    /// <value>0 to 1 hour; default 1 minute.</value>
    public TimeSpan ClientFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The share of its threshold to which a value must fall before an alert is over.</summary>
    /// <value>0 to 1; default 0.9.</value>
    public double ClearAt { get; init; } = 0.9;

    /// <summary>How often at most it is told that an alert fires.</summary>
    /// <value>1 s to 24 hours; default 5 minutes.</value>
    public TimeSpan RepeatEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an alert may fire without being acknowledged before it is one severity worse.</summary>
    /// <value>1 s to 24 hours; default 15 minutes.</value>
    public TimeSpan EscalateAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many alerts that are over are kept.</summary>
    /// <value>1 to 10,000; default 100.</value>
    public int KeepResolved { get; init; } = 100;

    /// <summary>Where alerts are sent.</summary>
    public WebhookSettings Webhook { get; init; } = new();

    /// <summary>None at all: a host that stands in for a vendor has nobody to tell.</summary>
    public static AlertSettings None { get; } = new() { Silenced = AlertRules.Names };

    /// <summary>Says what is out of range: one sentence per setting that names it, its value and what is allowed.</summary>
    /// <returns>Empty where all is well.</returns>
    public IEnumerable<string> Validate()
    {
        var (zero, hour, day) = (TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromHours(24));
        var second = TimeSpan.FromSeconds(1);
        return
        [
            .. Range(nameof(Latency), Latency, TimeSpan.FromMicroseconds(1), TimeSpan.FromMinutes(1)),
            .. Range(nameof(LatencyFor), LatencyFor, zero, hour),
            .. Range(nameof(FaultRate), FaultRate, 0, 1),
            .. Range(nameof(FaultsFor), FaultsFor, zero, hour),
            .. Range(nameof(ErrorAt), ErrorAt, 1, 100),
            .. Range(nameof(LaneFill), LaneFill, 0, 1),
            .. Range(nameof(LaneErrorFill), LaneErrorFill, LaneFill, 1),
            .. Range(nameof(LaneFor), LaneFor, zero, hour),
            .. Range(nameof(LossClearsAfter), LossClearsAfter, second, hour),
            .. Range(nameof(ChannelFor), ChannelFor, zero, hour),
            .. Range(nameof(FeedFor), FeedFor, zero, hour),
            .. Range(nameof(MemoryBytes), MemoryBytes, 1_000_000, long.MaxValue),
            .. Range(nameof(MemoryFor), MemoryFor, zero, hour),
            .. Range(nameof(MemoryGrowth), MemoryGrowth, 0.01, 100),
            .. Range(nameof(MemoryGrowthFor), MemoryGrowthFor, zero, day),
            .. Range(nameof(MemoryWarmUp), MemoryWarmUp, zero, day),
            .. Range(nameof(MemoryLeastBaseline), MemoryLeastBaseline, 0, long.MaxValue),
            .. Range(nameof(MemoryErrorAt), MemoryErrorAt, 1, 100),
            .. Range(nameof(SlowClients), SlowClients, 0, 100_000),
            .. Range(nameof(ClientFor), ClientFor, zero, hour),
            .. Range(nameof(ClearAt), ClearAt, 0, 1),
            .. Range(nameof(RepeatEvery), RepeatEvery, second, day),
            .. Range(nameof(EscalateAfter), EscalateAfter, second, day),
            .. Range(nameof(KeepResolved), KeepResolved, 1, 10_000),
            .. Silenced.Where(silenced => !AlertRules.Names.Contains(silenced.Split(':')[0])).Select(silenced =>
                $"Alerts:{nameof(Silenced)} has \"{silenced}\"; must begin with one of {string.Join(", ", AlertRules.Names)}."),
            .. Webhook.Validate(),
        ];
    }

    // A number that is none compares with nothing: asked so that it is refused as well.
    internal static IEnumerable<string> Range<T>(string name, T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0 ? [] : [FormattableString.Invariant($"Alerts:{name} is {value}; must be {least} to {most}.")];
}
