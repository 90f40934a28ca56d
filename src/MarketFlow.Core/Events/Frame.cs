namespace MarketFlow;

/// <summary>One whole message as it came off a connection: the first form of everything that MarketFlow carries.</summary>
/// <param name="feed">Name of the feed, as configured.</param>
/// <param name="connection">Number of the connection within its feed, from 1; a reconnect gets a new number.</param>
/// <param name="receivedAt">When the last byte of the message arrived, by the feed's clock.</param>
/// <param name="bytes">The message, unmasked and whole. Events keep slices of it, so it must never be reused.</param>
/// <param name="isBinary">True where the vendor sent it as a binary message.</param>
public sealed class Frame(string feed, int connection, Timestamp receivedAt, ReadOnlyMemory<byte> bytes, bool isBinary = false)
{
    /// <summary>Name of the feed, as configured.</summary>
    public string Feed { get; } = feed ?? throw new ArgumentNullException(nameof(feed));

    /// <summary>Number of the connection within its feed, from 1; a reconnect gets a new number.</summary>
    public int Connection { get; } = connection;

    /// <summary>When the last byte of the message arrived, by the feed's clock.</summary>
    public Timestamp ReceivedAt { get; } = receivedAt;

    /// <summary>The message, unmasked and whole.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>True where the vendor sent it as a binary message.</summary>
    public bool IsBinary { get; } = isBinary;
}
