namespace MarketFlow.Host;

/// <summary>How readiness is checked.</summary>
internal sealed record ReadinessOptions
{
    /// <summary>How long a feed may take to let the host in and to bring an event.</summary>
    public TimeSpan FeedTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the canary may take through a channel.</summary>
    public TimeSpan CanaryTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether feeds are left alone: where another program holds the account's one connection.</summary>
    public bool IsOffline { get; init; }

    /// <summary>What the canary's vendor sends; the seam by which a test takes a channel its throughput.</summary>
    public string CanaryFrame { get; init; } = CanaryVendor.Frame;
}
