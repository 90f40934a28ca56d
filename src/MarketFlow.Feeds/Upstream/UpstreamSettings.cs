namespace MarketFlow.Feeds;

/// <summary>What a conversation with a vendor needs to know.</summary>
public sealed record UpstreamSettings
{
    /// <summary>The account's key.</summary>
    /// <value>Null by default: nothing is said about who asks, and no leave is waited for.</value>
    public string? Key { get; init; }

    /// <summary>The key's secret, for vendors that give one.</summary>
    /// <value>Null by default.</value>
    public string? Secret { get; init; }

    /// <summary>True where the endpoint reads and writes MessagePack alone, as Alpaca's endpoints of options do.</summary>
    /// <value>Default: false, which is JSON.</value>
    public bool IsMessagePack { get; init; }

    /// <summary>What is asked for until <see cref="WebSocketFeed.Want"/> says otherwise.</summary>
    /// <value>None by default.</value>
    public IReadOnlyCollection<FeedTopic> Topics { get; init; } = [];
}
