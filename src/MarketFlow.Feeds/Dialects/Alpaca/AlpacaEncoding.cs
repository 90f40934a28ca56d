namespace MarketFlow.Feeds;

/// <summary>How a connection's messages are written; agreed on in the handshake, by its <c>Content-Type</c>.</summary>
public enum AlpacaEncoding
{
    /// <summary>Text frames of JSON: the default.</summary>
    Json,

    /// <summary>Binary frames of MessagePack: <c>Content-Type: application/msgpack</c>.</summary>
    MessagePack,
}
