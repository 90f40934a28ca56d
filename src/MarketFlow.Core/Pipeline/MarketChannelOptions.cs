namespace MarketFlow;

/// <summary>One channel of a <see cref="MarketPipeline"/>: how it gathers, what it does with a batch, and the lane it feeds.</summary>
public sealed record MarketChannelOptions
{
    /// <summary>Gathering, rejection and breaker.</summary>
    public required ChannelOptions<MarketEvent> Channel { get; init; }

    /// <summary>Capacity and longest wait of the lane; who is lost when it is full is fixed by domain.md.</summary>
    public required LaneOptions Lane { get; init; }

    /// <summary>What happens to a batch, e.g. detectors that add to it.</summary>
    /// <value>Default: nothing, the batch goes on as it is.</value>
    public Func<IReadOnlyList<MarketEvent>, IEnumerable<MarketEvent>> Process { get; init; } = static batch => batch;
}
