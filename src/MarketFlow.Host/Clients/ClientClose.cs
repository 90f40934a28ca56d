using System.Net.WebSockets;

namespace MarketFlow.Host;

/// <summary>How a connection ends: what the close frame says, and whether sending what waits may take its time.</summary>
/// <param name="Status">The status of the close frame.</param>
/// <param name="Words">The words of the close frame; at most 123 bytes.</param>
/// <param name="WaitsForDelivery">True where what waits is still sent; whoever ends it so bounds the time.</param>
internal sealed record ClientClose(WebSocketCloseStatus Status, string Words, bool WaitsForDelivery)
{
    /// <summary>1012, "service restart" in IANA's registry of close codes, for which the runtime has no name.</summary>
    public const WebSocketCloseStatus ServiceRestart = (WebSocketCloseStatus)1012;

    /// <summary>The client closed, or its socket broke.</summary>
    public static readonly ClientClose Gone = new(WebSocketCloseStatus.NormalClosure, "goodbye", WaitsForDelivery: false);

    /// <summary>The client did not read fast enough.</summary>
    public static readonly ClientClose Slow = new(WebSocketCloseStatus.PolicyViolation, ClientError.SlowClient, WaitsForDelivery: false);

    /// <summary>The host is stopping.</summary>
    /// <remarks>
    /// 1012, not 1001: clients in Python, Massive's among them, treat 1000 and 1001 as an end that was intended and do not reconnect.
    /// </remarks>
    public static readonly ClientClose Restarting = new(ServiceRestart, "the host is stopping", WaitsForDelivery: true);

    /// <summary>The host is stopping, and the time for delivery is over.</summary>
    public static readonly ClientClose RestartingNow = Restarting with { WaitsForDelivery = false };

    /// <summary>The events have ended with an error.</summary>
    public static readonly ClientClose Failed = new(WebSocketCloseStatus.InternalServerError, "the host's event stream has failed", WaitsForDelivery: true);
}
