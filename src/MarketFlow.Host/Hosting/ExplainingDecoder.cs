using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>A dialect's decoder that says of frames it cannot read which other venue or version they look like.</summary>
/// <param name="inner">The dialect's decoder.</param>
/// <param name="dialect">The name of the dialect.</param>
/// <param name="countsIgnored">Whether frames are looked at that the dialect can read, and that carry no event: of a live feed there may be many.</param>
/// <remarks>A frame with events costs nothing more. Memory: one count for each venue and version that is known.</remarks>
internal sealed class ExplainingDecoder(IFrameDecoder inner, string dialect, bool countsIgnored = false) : IFrameDecoder
{
    private readonly Dictionary<string, long> _looksLike = [];

    /// <summary>How many frames without an event look like another venue or version.</summary>
    public IReadOnlyDictionary<string, long> LooksLike => _looksLike;

    public void Decode(Frame frame, DecodedFrame found)
    {
        inner.Decode(frame, found);
        if (found.Events.Count > 0 || (found.Faults.Count == 0 && !countsIgnored) || FrameSignature.Foreign(dialect, frame.Bytes.Span) is not { } name)
        {
            return;
        }

        _looksLike[name] = _looksLike.GetValueOrDefault(name) + 1;
        if (found.Faults.Count == 0)
        {
            return;
        }

        var (faults, ignored) = (found.Faults.ToList(), found.Ignored);
        found.Clear();
        for (var i = 0; i < ignored; i++)
        {
            found.AddIgnored();
        }

        foreach (var fault in faults)
        {
            found.AddFault(fault.Frame, fault.Bytes, $"{fault.Reason} The frame looks like {name}; the dialect is {dialect}.");
        }
    }
}
