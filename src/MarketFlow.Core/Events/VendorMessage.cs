namespace MarketFlow;

/// <summary>What a vendor sends that MarketFlow has no type for, or cannot use: carried unchanged, for clients that speak the vendor's own dialect.</summary>
/// <remarks>
/// Its content is in the original bytes of its source, and nowhere else; two messages are the same where those bytes are.
/// There are two sorts. A message of a kind without a type (an order book, news, an indicative value) has the type
/// <see cref="EventType.Other"/> in <see cref="StandsFor"/>, and takes the lane for everything else. A message of a kind with a type, but
/// with a field that MarketFlow cannot use, says so in <see cref="Unusual"/>; it takes the lane of the type that it
/// <see cref="StandsFor"/>, so that it keeps its place among the events of its symbol. Detectors, bars and clients of other dialects skip it.
/// </remarks>
public sealed record VendorMessage : MarketEvent
{
    private readonly ValueList<string> _moreSymbols;

    /// <inheritdoc/>
    public override EventType Type => EventType.Other;

    /// <summary>The vendor's name of its channel or list, e.g. Massive's <c>NOI</c> and <c>T</c>, Alpaca's <c>orderbooks</c> and <c>trades</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>The other symbols that it is about, besides <see cref="MarketEvent.Symbol"/>: a news article has several.</summary>
    /// <value>Empty by default; each symbol once.</value>
    public IReadOnlyList<string> MoreSymbols { get => _moreSymbols.Items; init => _moreSymbols = new(value); }

    /// <summary>Which field MarketFlow cannot use, and what is allowed there; null for a kind of message that has no type.</summary>
    public string? Unusual { get; init; }

    /// <summary>The type of event that it would be without the unusual field; <see cref="EventType.Other"/> for a kind that has no type.</summary>
    /// <value>Default: <see cref="EventType.Other"/>.</value>
    public EventType StandsFor { get; init; } = EventType.Other;

    /// <summary>The kind within that type: of a bar <c>1s</c>, <c>1m</c> or <c>1d</c>, with <c> revised</c> after it for a later revision; of a status its kind.</summary>
    /// <value>Null by default, and for types that have no kinds.</value>
    public string? Kind { get; init; }

    /// <summary>Nothing can be wrong with it: a message about no symbol has an empty one.</summary>
    public override string? Validate() => null;

    private protected override bool HasSameContent(MarketEvent other) =>
        other is VendorMessage message && Channel == message.Channel && Source.Original.Span.SequenceEqual(message.Source.Original.Span);

    // The time is the one of receipt where the message has none that can be read, and copies are received at different times.
    private protected override bool HasTimeInContent => false;

    private protected override ulong ContentBits => TextHash.Of(Source.Original.Span);
}
