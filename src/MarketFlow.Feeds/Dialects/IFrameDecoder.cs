namespace MarketFlow.Feeds;

/// <summary>Reads a vendor's frames.</summary>
public interface IFrameDecoder
{
    /// <summary>Reads one frame. Never throws on what a frame holds, and never reads past it.</summary>
    /// <param name="frame">The frame. Events keep slices of its bytes.</param>
    /// <param name="found">Empty; receives the frame's events in order, its faults, and how many of its messages carry no event.</param>
    /// <remarks>
    /// A frame that is not what the vendor's protocol allows is one fault and no event. Around and between messages white space, a byte
    /// order mark and NUL bytes are skipped. A message whose kind or symbol cannot be read is one fault and costs its neighbours nothing. One
    /// with another field that cannot be used, or figures that <see cref="MarketEvent.Validate"/> or its market does not allow, is a
    /// <see cref="VendorMessage"/> that says so in <see cref="VendorMessage.Unusual"/>.
    /// </remarks>
    void Decode(Frame frame, DecodedFrame found);
}
