namespace MarketFlow.Feeds;

/// <summary>What a connection of a feed is doing.</summary>
public enum ConnectionState
{
    /// <summary>Nobody is subscribed to it.</summary>
    Idle,

    /// <summary>It is connecting, or not let in yet.</summary>
    Connecting,

    /// <summary>It is open, and let in. That alone does not mean that data flows: see <see cref="ConnectionStatus.LastFrameAt"/>.</summary>
    Open,

    /// <summary>It was lost or refused, and waits to try again.</summary>
    Waiting,
}
