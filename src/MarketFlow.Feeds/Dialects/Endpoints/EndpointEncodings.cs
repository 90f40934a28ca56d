namespace MarketFlow.Feeds;

/// <summary>The encodings in which an endpoint sends its messages.</summary>
[Flags]
public enum EndpointEncodings
{
    /// <summary>No encoding.</summary>
    None = 0,

    /// <summary>JSON in text frames.</summary>
    Json = 1,

    /// <summary>MessagePack in binary frames.</summary>
    MessagePack = 2,
}
