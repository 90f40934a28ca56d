using System.Buffers;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What the vendors' protocols have in common: an event in the vendor's own bytes where it came in them, else encoded.</summary>
/// <param name="dialect">The vendor's dialect, e.g. <c>massive</c>.</param>
/// <param name="encoder">Says events of other dialects in the vendor's words.</param>
/// <param name="dialectOf">The dialect of a feed by the feed's name; null where it has none.</param>
internal abstract class VendorProtocol(string dialect, IEventEncoder encoder, Func<string, string?> dialectOf) : ClientProtocol
{
    /// <inheritdoc/>
    public sealed override SharedMessage? Encode(MarketEvent value, ArrayBufferWriter<byte> scratch)
    {
        if (IsInOwnWords(value))
        {
            return SharedMessage.Of(value, Kept(value.Source));
        }

        scratch.ResetWrittenCount();
        return encoder.TryWrite(value, scratch) ? SharedMessage.Of(value, scratch.WrittenSpan.ToArray()) : null;
    }

    /// <summary>True where these bytes of the vendor's can be handed on in this protocol as they are.</summary>
    /// <param name="original">Not empty.</param>
    protected abstract bool CanHandOn(ReadOnlySpan<byte> original);

    // A detection has the source of the event that set it off, whose bytes say something else.
    private bool IsInOwnWords(MarketEvent value) =>
        value is not Detection && !value.Source.Original.IsEmpty && dialectOf(value.Source.Feed) == dialect && CanHandOn(value.Source.Original.Span);

    // The bytes alone, once for all clients: a message that waits for a slow one must not keep the whole frame alive.
    private static ReadOnlyMemory<byte> Kept(SourceContext source) =>
        source.RetainedBytes == source.Original.Length ? source.Original : source.Original.ToArray();
}
