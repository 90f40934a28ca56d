namespace MarketFlow.Feeds;

/// <summary>One subscription request, to be sent now.</summary>
/// <param name="Topics">1 to 500 topics.</param>
/// <param name="IsUnsubscribe">True where they are no longer wanted.</param>
/// <param name="IsApart">True where it isolates refused topics, so that nothing else may be under way.</param>
/// <param name="IsLate">True where all other topics go before it.</param>
/// <param name="SentAt">When it was sent.</param>
internal sealed record SubscriptionRequest(IReadOnlyList<FeedTopic> Topics, bool IsUnsubscribe, bool IsApart, bool IsLate, DateTimeOffset SentAt)
{
    /// <summary>The topics that have no answer yet.</summary>
    public HashSet<FeedTopic> Open { get; } = [.. Topics];

    /// <summary>Errors that name no topic, heard while it was the oldest request under way.</summary>
    public int Errors { get; set; }

    /// <summary>When it counts as unanswered.</summary>
    public DateTimeOffset TimesOutAt => SubscriptionPace.After(SentAt, SubscriptionPace.AnswerTimeout);

    /// <summary>Its topics as a group.</summary>
    public TopicGroup Group => new(Topics, IsLate);
}
