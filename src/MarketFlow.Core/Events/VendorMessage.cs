namespace MarketFlow;

/// <summary>What a vendor tells that MarketFlow has no kind for: carried as it came, for clients that speak the vendor's own dialect.</summary>
/// <remarks>
/// What it tells is in the original bytes of its source, and nowhere else. It takes the lane for everything else, and is told apart
/// from other messages by those bytes.
/// </remarks>
public sealed record VendorMessage : MarketEvent
{
    /// <inheritdoc/>
    public override EventType Type => EventType.Other;

    /// <summary>The vendor's own name for this kind of message, e.g. Massive's <c>NOI</c>: the part of its topics before the symbol.</summary>
    public required string Channel { get; init; }

    /// <summary>Nothing can be wrong with it: a message about no symbol has an empty one.</summary>
    public override string? Validate() => null;

    private protected override bool HasSameContent(MarketEvent other) =>
        other is VendorMessage message && Channel == message.Channel && Source.Original.Span.SequenceEqual(message.Source.Original.Span);
}
