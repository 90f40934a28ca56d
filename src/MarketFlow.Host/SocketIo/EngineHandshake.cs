using System.Text.Json;

namespace MarketFlow.Host;

/// <summary>The first packet of a session: its id, and what the client is to keep to.</summary>
internal static class EngineHandshake
{
    /// <param name="sid">The session's id.</param>
    /// <param name="isOnWebSocket">True where it begins on a WebSocket, and cannot be upgraded any more.</param>
    /// <param name="rules">What it is allowed.</param>
    public static EnginePacket Write(string sid, bool isOnWebSocket, SessionRules rules)
    {
        string[] upgrades = isOnWebSocket ? [] : ["websocket"];
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["sid"] = sid,
            ["upgrades"] = upgrades,
            ["pingInterval"] = (long)rules.Options.PingInterval.TotalMilliseconds,
            ["pingTimeout"] = (long)rules.Options.PingTimeout.TotalMilliseconds,
            ["maxPayload"] = rules.Clients.MaxRequestBytes,
        });
        return new((byte[])[(byte)'0', .. body]);
    }
}
