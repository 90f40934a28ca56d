using System.Buffers;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What the vendors' protocols have in common: an event in the vendor's own bytes where it came in them, else encoded.</summary>
/// <remarks>One object serves all endpoints of one market in one encoding, so that they share the bytes of an event.</remarks>
/// <param name="endpoint">An endpoint of the market: its lists or channels.</param>
/// <param name="encoder">Writes events of other dialects as the vendor's messages.</param>
/// <param name="originOf">The origin of a feed by the feed's name; null where there is no such feed.</param>
internal abstract class VendorProtocol(EndpointProfile endpoint, IEventEncoder encoder, Func<string, FeedOrigin?> originOf) : ClientProtocol
{
    /// <summary>An endpoint of the market that it serves.</summary>
    public EndpointProfile Endpoint => endpoint;

    /// <inheritdoc/>
    public sealed override EndpointMarket Market => endpoint.Market;

    /// <inheritdoc/>
    public sealed override string Dialect => endpoint.Dialect;

    /// <inheritdoc/>
    public sealed override bool Serves(MarketEvent value) => FeedMarkets.IsOf(endpoint.Market, value, originOf(value.Source.Feed));

    /// <inheritdoc/>
    public sealed override SharedMessage? Encode(MarketEvent value, ArrayBufferWriter<byte> scratch)
    {
        scratch.ResetWrittenCount();
        if (IsInOwnDialect(value))
        {
            if (CanPassOn(value.Source.Original.Span))
            {
                return SharedMessage.Of(value, Kept(value.Source));
            }

            if (value is VendorMessage)
            {
                return TryTranscode(value.Source.Original.Span, scratch) ? SharedMessage.Of(value, scratch.WrittenSpan.ToArray()) : null;
            }
        }

        return encoder.TryWrite(value, scratch) ? SharedMessage.Of(value, scratch.WrittenSpan.ToArray()) : null;
    }

    /// <summary>True where these bytes of the vendor's can be passed on in this protocol unchanged.</summary>
    /// <param name="original">Not empty.</param>
    protected abstract bool CanPassOn(ReadOnlySpan<byte> original);

    /// <summary>Writes a message of the vendor's, of which MarketFlow has the bytes alone, in the encoding of this protocol.</summary>
    /// <param name="original">The message, in another encoding of the dialect.</param>
    /// <param name="destination">Where it is appended.</param>
    /// <returns>False where it cannot be written.</returns>
    protected virtual bool TryTranscode(ReadOnlySpan<byte> original, IBufferWriter<byte> destination) => false;

    // A detection has the source of the event that set it off, whose bytes say something else.
    private bool IsInOwnDialect(MarketEvent value) =>
        value is not Detection && !value.Source.Original.IsEmpty && originOf(value.Source.Feed)?.Dialect == endpoint.Dialect;

    // The bytes alone, once for all clients: a message that waits for a slow one must not keep the whole frame alive.
    private static ReadOnlyMemory<byte> Kept(SourceContext source) =>
        source.RetainedBytes == source.Original.Length ? source.Original : source.Original.ToArray();
}
