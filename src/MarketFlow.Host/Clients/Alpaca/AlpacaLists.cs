using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What Alpaca's lists are in MarketFlow's topics.</summary>
internal static class AlpacaLists
{
    /// <summary>The topics of lists. Corrections and cancellations follow the trades where the endpoint has them.</summary>
    public static IEnumerable<TopicFilter> TopicsOf(EndpointProfile endpoint, AlpacaTopics lists) =>
        from list in endpoint.Channels
        from symbol in lists.SymbolsOf(list.Name)
        from content in list.Contents
        select new TopicFilter(content.Type, content.Kind, symbol);
}
