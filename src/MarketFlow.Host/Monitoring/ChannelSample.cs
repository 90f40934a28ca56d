namespace MarketFlow.Host;

/// <summary>How a channel is.</summary>
internal sealed record ChannelSample
{
    /// <summary><c>tick</c>, <c>bars</c> or <c>fmv</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its lane, which events of raised symbols pass by.</summary>
    public required LaneSample Lane { get; init; }

    /// <summary>Events that came to it.</summary>
    public long Received { get; init; }

    /// <summary>Events it passed on.</summary>
    public long Emitted { get; init; }

    /// <summary>Events it removed: invalid, or of a batch whose processing failed, or while its breaker was open.</summary>
    public long Faults { get; init; }

    /// <summary>Faults among what came in the last minute, 0 to 1; 0 where nothing came.</summary>
    public double ErrorRate { get; init; }

    /// <summary>Whether its breaker is open.</summary>
    public bool IsBreakerOpen { get; init; }

    /// <summary>Why its processing failed last, in words; null where it never did.</summary>
    public string? LastFailure { get; init; }

    /// <summary>The median age of its events when they left the merge for the clients, over the last 10 s; null where none did.</summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>The age that 99 of 100 stayed below, likewise.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>What <see cref="P99"/> has to stay below: 50 ms more than the channel may gather for.</summary>
    public TimeSpan Budget { get; init; }

    /// <summary>Why it is not healthy, in words; empty where it is. An idle channel is healthy.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}
