namespace MarketFlow.Feeds;

/// <summary>A channel (Massive) or list (Alpaca) of an endpoint: what can be subscribed to, and what it carries.</summary>
public sealed record EndpointChannel
{
    /// <summary>The vendor's name of the channel or list, e.g. <c>T</c>, <c>XT</c>, <c>trades</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it carries.</summary>
    /// <value>At least one entry; <see cref="EventType.Other"/> alone where MarketFlow has no type for it.</value>
    public required IReadOnlyList<ChannelContent> Contents { get; init; }

    /// <summary>The field of its messages that holds the symbol, e.g. <c>sym</c>, <c>pair</c>, <c>p</c>, <c>T</c>, <c>S</c>.</summary>
    public required string SymbolField { get; init; }

    /// <summary>The value that names this kind of message: of <c>ev</c> at Massive, of <c>T</c> at Alpaca.</summary>
    /// <value>Default: <see cref="Name"/>, as at Massive.</value>
    public string MessageType
    {
        get => field ?? Name;
        init;
    }

    /// <summary>True where all symbols can be subscribed to at once, with <c>*</c>.</summary>
    /// <value>Default: true.</value>
    public bool HasWildcard { get; init; } = true;

    /// <summary>The channel that it follows: it is acknowledged with that one and cannot be subscribed to by itself.</summary>
    /// <value>Null by default; <c>trades</c> for Alpaca's <c>corrections</c> and <c>cancelErrors</c>.</value>
    public string? Follows { get; init; }

    /// <summary>True where MarketFlow has a type for what it carries; false where it passes the vendor's bytes through.</summary>
    public bool IsCarried => Contents[0].Type != EventType.Other;

    /// <summary>True where the channel carries events of this type and kind.</summary>
    /// <param name="type">The type of event.</param>
    /// <param name="kind">The kind; null for every kind of the type, bars of seconds excepted, which are only wanted by name.</param>
    public bool Carries(EventType type, string? kind)
    {
        foreach (var content in Contents)
        {
            if (content.Type == type && (content.Kind == kind || content.Kind is null || (kind is null && !IsSecond(content))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSecond(ChannelContent content) =>
        content.Type == EventType.Bar && content.Kind!.StartsWith("1s", StringComparison.Ordinal);
}
