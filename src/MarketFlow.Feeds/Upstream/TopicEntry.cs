namespace MarketFlow.Feeds;

/// <summary>What a <see cref="SubscriptionLedger"/> knows about one topic.</summary>
internal sealed class TopicEntry(FeedTopic topic)
{
    public FeedTopic Topic => topic;

    public bool IsWanted { get; set; }

    public SubscriptionState State { get; set; }

    /// <summary>Acknowledged once and not refused since: requested first after a reconnect.</summary>
    public bool WasGranted { get; set; }

    /// <summary>In a group that waits to be requested apart from the others.</summary>
    public bool IsApart { get; set; }

    /// <summary>The vendor has dropped it without being asked since it was last acknowledged.</summary>
    public bool WasDropped { get; set; }

    /// <summary>Why it is refused; kept while it is retried, until it is acknowledged.</summary>
    public TopicRefusal? Refusal { get; set; }

    /// <summary>When an unanswered topic was first left without an answer.</summary>
    public DateTimeOffset UnansweredSince { get; set; }

    /// <summary>When a refused or unanswered topic is requested again.</summary>
    public DateTimeOffset RetryAt { get; set; } = DateTimeOffset.MaxValue;
}
