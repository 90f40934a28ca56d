using System.Net.WebSockets;

namespace MarketFlow.Host;

/// <summary>How sessions end beside the ways that all clients know.</summary>
internal static class EngineClose
{
    /// <summary>The code with which a client is told of a packet that was not understood.</summary>
    public const string BadPacketCode = "bad-packet";

    /// <summary>A packet was not understood, or two requests came where one may.</summary>
    public static readonly ClientClose BadPacket = new(WebSocketCloseStatus.PolicyViolation, BadPacketCode, WaitsForDelivery: false);

    /// <summary>A message was longer than allowed.</summary>
    public static readonly ClientClose TooLarge = new(WebSocketCloseStatus.MessageTooBig, ClientError.TooLarge, WaitsForDelivery: false);

    /// <summary>A ping was not answered in time.</summary>
    public static readonly ClientClose NoPong = new(WebSocketCloseStatus.PolicyViolation, "no pong in time", WaitsForDelivery: false);

    /// <summary>The client never connected to the namespace, or offered no key that opens.</summary>
    public static readonly ClientClose NotConnected = new(WebSocketCloseStatus.PolicyViolation, "not connected in time", WaitsForDelivery: false);
}
