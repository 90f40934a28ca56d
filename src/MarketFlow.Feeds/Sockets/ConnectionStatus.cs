namespace MarketFlow.Feeds;

/// <summary>How one connection of a feed is, since it was last subscribed to.</summary>
/// <param name="Slot">Which of the feed's connections, from 0.</param>
/// <param name="Connection">Number of the latest connection in this slot, as in <see cref="Frame.Connection"/>; 0 before the first.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Attempts">Attempts to connect since data last flowed long enough; 0 once it has.</param>
/// <param name="LastError">Why it was last lost or refused, in words; null where it never was.</param>
/// <param name="LastFrameAt">When the latest frame arrived, by the feed's clock; null before the first.</param>
/// <param name="Frames">Frames received, those that were too long included.</param>
/// <param name="Bytes">Bytes in them.</param>
public sealed record ConnectionStatus(
    int Slot, int Connection, ConnectionState State, int Attempts, string? LastError, Timestamp? LastFrameAt, long Frames, long Bytes)
{
    /// <summary>Since when it has received nothing although it should have; null while that is not so.</summary>
    /// <remarks>Stays while the connection is replaced, until data arrives, nothing is due any more, or the market closes.</remarks>
    public Timestamp? SilentSince { get; init; }

    /// <summary>How long it may receive nothing, where <see cref="SilentSince"/> is set; otherwise null.</summary>
    public TimeSpan? PauseLimit { get; init; }

    /// <summary>True where it was last lost because the account has one connection too many, and has not been let in since.</summary>
    public bool IsOverCap { get; init; }

    /// <summary>True where it was last lost because the account is not let in (a wrong key, say), and has not been let in since.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The topics that the vendor has refused on this connection, or has not answered.</summary>
    /// <value>None by default.</value>
    public IReadOnlyList<TopicStatus> NotServed { get; init; } = [];
}
