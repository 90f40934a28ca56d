namespace MarketFlow.Feeds;

/// <summary>The kinds of Alpaca's messages by their <c>T</c>.</summary>
internal static class AlpacaKinds
{
    /// <summary>The kind of a message that becomes an event of a type of its own.</summary>
    /// <returns>The default value for any other.</returns>
    public static MessageKind Of(string type) => type switch
    {
        "t" => new("trades", EventType.Trade),
        "q" => new("quotes", EventType.Quote),
        "b" => new("bars", EventType.Bar, "1m"),
        "u" => new("updatedBars", EventType.Bar, "1m revised"),
        "d" => new("dailyBars", EventType.Bar, "1d"),
        "c" => new("corrections", EventType.Status, "correction"),
        "x" => new("cancelErrors", EventType.Status, "cancel"),
        "l" => new("lulds", EventType.Status, MassiveDialect.LimitBandKind),
        "s" => new("statuses", EventType.Status, "status"),
        _ => default,
    };

    /// <summary>The list that carries a kind of message that MarketFlow has no type for; the kind itself where the list is not known.</summary>
    public static string ListOf(string type) => type switch
    {
        "o" => "orderbooks",
        "i" => "imbalances",
        "n" => "news",
        _ => type,
    };
}
