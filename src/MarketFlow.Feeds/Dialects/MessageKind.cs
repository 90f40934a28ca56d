namespace MarketFlow.Feeds;

/// <summary>A kind of message of a vendor's: the channel that carries it, and the event that it becomes.</summary>
/// <param name="Channel">The vendor's name of the channel or list.</param>
/// <param name="StandsFor">The type of event.</param>
/// <param name="Kind">The kind within the type; null where it has none.</param>
internal readonly record struct MessageKind(string Channel, EventType StandsFor, string? Kind = null)
{
    /// <summary>A message of this kind with a field that MarketFlow cannot use.</summary>
    /// <param name="symbol">Its symbol.</param>
    /// <param name="time">Its time; the time of receipt where it has none that can be read.</param>
    /// <param name="source">Its own bytes.</param>
    /// <param name="reason">Which field it is, and what is allowed there.</param>
    /// <param name="isBackfill">True where it was sent again or later than live.</param>
    public VendorMessage Unusual(string symbol, Timestamp time, SourceContext source, string reason, bool isBackfill = false) => new()
    {
        Symbol = symbol,
        Time = time,
        Channel = Channel,
        StandsFor = StandsFor,
        Kind = Kind,
        Unusual = reason,
        IsBackfill = isBackfill,
        Source = source,
    };
}
