using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>How a feed is.</summary>
internal sealed record FeedSample
{
    public required string Name { get; init; }

    public required string Dialect { get; init; }

    /// <summary>What is wrong with it.</summary>
    public FeedTrouble Trouble { get; init; }

    /// <summary>The same in words; empty where nothing is.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Its connections; none where it has no sockets.</summary>
    public IReadOnlyList<ConnectionSample> Connections { get; init; } = [];

    /// <summary>Whether every connection it should have is gone: nothing can come from it.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Events it was decoded into.</summary>
    public long Events { get; init; }

    /// <summary>What could not be read, and what went wrong with sockets.</summary>
    public long Faults { get; init; }

    /// <summary>Messages that could not be read or have an unusual field, among all of the last minute, 0 to 1; 0 where none came.</summary>
    public double FaultRate { get; init; }

    /// <summary>The topics that its vendor refuses on any connection and that are wanted.</summary>
    public IReadOnlyList<TopicStatus> Refused { get; init; } = [];

    /// <summary>Gaps that were told of.</summary>
    public long Gaps { get; init; }
}
