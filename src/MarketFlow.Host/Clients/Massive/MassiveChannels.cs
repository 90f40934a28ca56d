using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What Massive's channels are in MarketFlow's topics.</summary>
internal static class MassiveChannels
{
    /// <summary>True for a channel that Massive acknowledges. It answers nothing to others.</summary>
    public static bool IsKnown(string channel) => channel is "T" or "Q" or "A" or "AM" or "FMV" or "LULD" or "NOI" or "LV";

    /// <summary>What a topic asks for.</summary>
    /// <remarks>
    /// Massive tells a bar once; where the bars come from a vendor that revises them, each revision is told, and the last one is right.
    /// A channel that MarketFlow has no kind for, known or not, is what a feed of Massive's tells under that name.
    /// </remarks>
    public static IEnumerable<TopicFilter> TopicsOf(MassiveTopic topic) => topic.Channel switch
    {
        "T" => [new(EventType.Trade, null, topic.Symbol)],
        "Q" => [new(EventType.Quote, null, topic.Symbol)],
        "FMV" => [new(EventType.FairMarketValue, null, topic.Symbol)],
        "A" => [new(EventType.Bar, BarKind.Second, topic.Symbol), new(EventType.Bar, BarKind.SecondRevised, topic.Symbol)],
        "AM" => [new(EventType.Bar, BarKind.Minute, topic.Symbol), new(EventType.Bar, BarKind.MinuteRevised, topic.Symbol)],
        "LULD" => [new(EventType.Status, MassiveDialect.LimitBandKind, topic.Symbol)],
        _ => [new(EventType.Other, topic.Channel, topic.Symbol)],
    };
}
