using System.Net.WebSockets;

namespace MarketFlow.Host;

/// <summary>How a connection ends: what the close frame says, and whether sending what waits may take its time.</summary>
/// <param name="Status">The status of the close frame.</param>
/// <param name="Words">The words of the close frame; at most 123 bytes.</param>
/// <param name="WaitsForDelivery">True where what waits is still sent; whoever ends it so bounds the time.</param>
internal sealed record ClientClose(WebSocketCloseStatus Status, string Words, bool WaitsForDelivery)
{
    /// <summary>The client closed, or its socket broke.</summary>
    public static readonly ClientClose Gone = new(WebSocketCloseStatus.NormalClosure, "goodbye", WaitsForDelivery: false);

    /// <summary>The client did not read fast enough.</summary>
    public static readonly ClientClose Slow = new(WebSocketCloseStatus.PolicyViolation, ClientError.SlowClient, WaitsForDelivery: false);

    /// <summary>The host is stopping.</summary>
    public static readonly ClientClose GoingAway = new(WebSocketCloseStatus.EndpointUnavailable, "the host is stopping", WaitsForDelivery: true);

    /// <summary>The events have ended with an error.</summary>
    public static readonly ClientClose Failed = new(WebSocketCloseStatus.InternalServerError, "the host's event stream has failed", WaitsForDelivery: true);
}
