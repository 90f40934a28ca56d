namespace MarketFlow.Feeds;

/// <summary>A kind of event that a channel carries.</summary>
/// <param name="Type">The type of event; <see cref="EventType.Other"/> where MarketFlow has none and passes the vendor's bytes through.</param>
/// <param name="Kind">
/// The part of the type: of a bar <c>1s</c>, <c>1m</c> or <c>1d</c>, with <c> revised</c> after it for later revisions; of a status its
/// kind; of <see cref="EventType.Other"/> the channel's name; null where the channel carries the whole type.
/// </param>
public readonly record struct ChannelContent(EventType Type, string? Kind = null);
