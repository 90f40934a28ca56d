using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What Alpaca's lists are in MarketFlow's topics.</summary>
internal static class AlpacaLists
{
    /// <summary>What the lists ask for. Corrections and cancellations follow the trades.</summary>
    public static IEnumerable<TopicFilter> TopicsOf(AlpacaTopics lists) =>
    [
        .. lists.Trades.SelectMany(symbol => new TopicFilter[]
        {
            new(EventType.Trade, null, symbol), new(EventType.Status, "correction", symbol), new(EventType.Status, "cancel", symbol),
        }),
        .. lists.Quotes.Select(symbol => new TopicFilter(EventType.Quote, null, symbol)),
        .. lists.Bars.Select(symbol => new TopicFilter(EventType.Bar, BarKind.Minute, symbol)),
        .. lists.UpdatedBars.Select(symbol => new TopicFilter(EventType.Bar, BarKind.MinuteRevised, symbol)),
        .. lists.DailyBars.SelectMany(symbol => new TopicFilter[]
        {
            new(EventType.Bar, BarKind.Day, symbol), new(EventType.Bar, BarKind.DayRevised, symbol),
        }),
        .. lists.Statuses.SelectMany(symbol => new TopicFilter[]
        {
            new(EventType.Status, "halt", symbol), new(EventType.Status, "status", symbol),
        }),
        .. lists.Lulds.Select(symbol => new TopicFilter(EventType.Status, MassiveDialect.LimitBandKind, symbol)),
    ];
}
