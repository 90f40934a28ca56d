namespace MarketFlow.Feeds;

/// <summary>What is to be said upstream: first everything in <paramref name="Subscribe"/>, then everything in <paramref name="Unsubscribe"/>.</summary>
/// <remarks>In that order nothing that is wanted is ever uncovered, not for an instant. Either may be empty; no topic is in both.</remarks>
/// <param name="Subscribe">To be subscribed to, not yet subscribed to upstream.</param>
/// <param name="Unsubscribe">To be unsubscribed from, subscribed to upstream.</param>
public sealed record SubscriptionChange(IReadOnlyList<FeedTopic> Subscribe, IReadOnlyList<FeedTopic> Unsubscribe)
{
    /// <summary>Nothing is to be said.</summary>
    public static SubscriptionChange None { get; } = new([], []);

    /// <summary>True where nothing is to be said.</summary>
    public bool IsEmpty => Subscribe.Count == 0 && Unsubscribe.Count == 0;
}
