namespace MarketFlow.Feeds;

/// <summary>Reads a vendor's frames.</summary>
public interface IFrameDecoder
{
    /// <summary>Reads one frame. Never throws on what a frame holds, and never reads past it.</summary>
    /// <param name="frame">The frame. Events keep slices of its bytes.</param>
    /// <param name="found">Empty; receives the frame's events in order, its faults, and how many of its messages carry no event.</param>
    /// <remarks>
    /// A frame that is not what the vendor's protocol allows is one fault and no event. A bad row among good rows is one fault,
    /// and costs its neighbours nothing. Events are checked with <see cref="MarketEvent.Validate"/> here, so that only valid ones go on.
    /// </remarks>
    void Decode(Frame frame, DecodedFrame found);
}
