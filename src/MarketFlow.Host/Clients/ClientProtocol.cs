using System.Buffers;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What differs between the protocols that clients speak: the words for an event, the frames, what a slow client is told.</summary>
/// <remarks>One object serves all clients of a protocol. Events are encoded on the delivery thread; all else may be called on any thread.</remarks>
internal abstract class ClientProtocol
{
    /// <summary>Its name, for people.</summary>
    public abstract string Name { get; }

    /// <summary>The market of which its clients receive events; <see cref="EndpointMarket.Any"/> for all markets.</summary>
    public virtual EndpointMarket Market => EndpointMarket.Any;

    /// <summary>The vendor's dialect that its clients speak; null for MarketFlow's own.</summary>
    public virtual string? Dialect => null;

    /// <summary>True where the event is of a market that this protocol serves; others are not encoded. On the delivery thread.</summary>
    public virtual bool Serves(MarketEvent value) => true;

    /// <summary>Makes the frames of one client.</summary>
    public abstract ClientFrame CreateFrame();

    /// <summary>Says an event in the words of the protocol, once for all its clients.</summary>
    /// <param name="value">The event.</param>
    /// <param name="scratch">Emptied and written to; never kept.</param>
    /// <returns>The message, or null where the protocol has no words for it.</returns>
    public abstract SharedMessage? Encode(MarketEvent value, ArrayBufferWriter<byte> scratch);

    /// <summary>The error for a client that was too slow; the last that it gets.</summary>
    /// <param name="maxBytes">How much may wait.</param>
    /// <param name="lost">How many events were dropped.</param>
    public abstract SharedMessage TooSlow(int maxBytes, long lost);

    /// <summary>What a client is told before the messages that follow a loss; none where the protocol has no words for it.</summary>
    /// <param name="news">What was lost since it was last told.</param>
    /// <param name="now">The present.</param>
    public virtual IReadOnlyList<SharedMessage> Tell(OutboxNews news, DateTimeOffset now) => [];

    /// <summary>What a client is told when the host ends the connection, or null where the close frame says it all.</summary>
    public virtual SharedMessage? LastWords(ClientClose close) => null;
}
