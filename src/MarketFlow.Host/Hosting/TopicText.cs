using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Sentences about topics that a vendor refuses.</summary>
internal static class TopicText
{
    private const int MaxNamed = 5;

    /// <summary>The topics with code and message, at most 5 of them.</summary>
    public static string Names(IReadOnlyList<TopicStatus> topics) =>
        $"{string.Join("; ", topics.Take(MaxNamed))}{(topics.Count > MaxNamed ? FormattableString.Invariant($"; and {topics.Count - MaxNamed} more") : string.Empty)}";

    /// <summary>Why a connection was last lost, and the topics that the vendor refuses on it; null where there is neither.</summary>
    public static string? LastErrorOf(ConnectionStatus status)
    {
        var refused = status.NotServed.Where(topic => topic is { IsWanted: true, State: SubscriptionState.Refused }).ToList();
        return refused.Count == 0 ? status.LastError
            : status.LastError is null ? $"Refused topics: {Names(refused)}."
            : $"{status.LastError} Refused topics: {Names(refused)}.";
    }
}
