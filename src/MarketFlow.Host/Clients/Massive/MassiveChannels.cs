using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What Massive's channels are in MarketFlow's topics.</summary>
internal static class MassiveChannels
{
    /// <summary>The topics of a client's subscription.</summary>
    /// <param name="endpoint">The endpoint to which the client is connected.</param>
    /// <param name="topic">The subscription.</param>
    /// <remarks>
    /// Massive sends a bar once; where the bars come from a vendor that revises them, each revision is sent, and the last one is right.
    /// A channel that the endpoint does not have is what a feed of Massive's sends under that name.
    /// </remarks>
    public static IEnumerable<TopicFilter> TopicsOf(EndpointProfile endpoint, MassiveTopic topic) => endpoint.FindChannel(topic.Channel) is { } channel
        ? channel.Contents.Select(content => new TopicFilter(content.Type, content.Kind, endpoint.SymbolOf(topic.Channel, topic.Symbol)))
        : [new(EventType.Other, topic.Channel, topic.Symbol)];

    /// <summary>The endpoint that has a channel; null where none has.</summary>
    public static EndpointProfile? EndpointWith(string channel) =>
        EndpointProfiles.All.FirstOrDefault(endpoint => endpoint.Dialect == "massive" && endpoint.FindChannel(channel) is not null);
}
