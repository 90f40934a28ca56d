namespace MarketFlow.Feeds;

/// <summary>How one vendor talks: where, how to ask, how to read.</summary>
public interface IDialect
{
    /// <summary>Its name in configuration and on the command line, in lower case, e.g. <c>hitbtc</c>.</summary>
    string Name { get; }

    /// <summary>The vendor's own public address.</summary>
    Uri Endpoint { get; }

    /// <summary>How many past events per symbol and kind the vendor sends again on subscribe; 0 where it sends none.</summary>
    /// <remarks>Deduplication remembers at least that many per symbol, or a reconnect would tell them twice.</remarks>
    int ReplayDepth { get; }

    /// <summary>Makes a decoder. One serves all connections of a feed, and is called for one frame at a time.</summary>
    IFrameDecoder CreateDecoder();

    /// <summary>Makes a decoder for one endpoint of the vendor's.</summary>
    /// <param name="profile">The endpoint; null where it is not known, and whatever is possible at one of them is accepted.</param>
    /// <returns>By default the same as <see cref="CreateDecoder()"/>, for vendors with one endpoint.</returns>
    IFrameDecoder CreateDecoder(EndpointProfile? profile) => CreateDecoder();

    /// <summary>The messages that ask for everything MarketFlow carries about these symbols, in the order in which to send them.</summary>
    /// <param name="symbols">The vendor's own symbols.</param>
    IEnumerable<ReadOnlyMemory<byte>> SubscribeMessages(IReadOnlyCollection<string> symbols);

    /// <summary>The messages that take back what <see cref="SubscribeMessages"/> asked for, in the order in which to send them.</summary>
    /// <param name="symbols">The vendor's own symbols.</param>
    /// <returns>None by default: what nobody wants any more goes on until the connection is renewed.</returns>
    IEnumerable<ReadOnlyMemory<byte>> UnsubscribeMessages(IReadOnlyCollection<string> symbols) => [];

    /// <summary>The topics that cover everything MarketFlow carries about these symbols.</summary>
    /// <param name="symbols">The vendor's own symbols.</param>
    /// <returns>By default one per symbol, on the channel <c>*</c>: what everything is called where there is no choice.</returns>
    IEnumerable<FeedTopic> TopicsOf(IReadOnlyCollection<string> symbols) =>
        SubscribeMessage.Checked(symbols).Select(symbol => new FeedTopic(SubscribingConversation.AllChannels, symbol));

    /// <summary>The topics of one endpoint that cover everything MarketFlow carries about these symbols.</summary>
    /// <param name="symbols">The vendor's own symbols.</param>
    /// <param name="profile">The endpoint; null where it is not known.</param>
    /// <returns>By default the same as <see cref="TopicsOf(IReadOnlyCollection{string})"/>, for vendors with one endpoint.</returns>
    IEnumerable<FeedTopic> TopicsOf(IReadOnlyCollection<string> symbols, EndpointProfile? profile) => TopicsOf(symbols);

    /// <summary>The topics to ask this vendor for where a client asks for one kind of event.</summary>
    /// <param name="type">The type of event.</param>
    /// <param name="kind">
    /// Only events of this kind, or null for all of the type. Of a bar its interval, e.g. <c>1m</c>, with <c> revised</c> after it for
    /// what is told again; of a status, a detection and a vendor's own message, their kind or channel.
    /// </param>
    /// <param name="symbol">The symbol, or <see cref="FeedTopic.AllSymbols"/>.</param>
    /// <returns>
    /// None where the vendor has no such thing. By default everything about the symbol, and none for all symbols, which venues of
    /// crypto currencies cannot be asked for.
    /// </returns>
    IEnumerable<FeedTopic> TopicsFor(EventType type, string? kind, string symbol) =>
        symbol == FeedTopic.AllSymbols || type == EventType.Other ? [] : TopicsOf([symbol]);

    /// <summary>The topics of one endpoint to subscribe to where a client subscribes to one kind of event.</summary>
    /// <param name="type">The type of event.</param>
    /// <param name="kind">As in <see cref="TopicsFor(EventType, string, string)"/>.</param>
    /// <param name="symbol">The symbol, or <see cref="FeedTopic.AllSymbols"/>.</param>
    /// <param name="profile">The endpoint; null where it is not known.</param>
    /// <returns>None where the endpoint has no such channel. By default the same as without an endpoint, for vendors with one.</returns>
    IEnumerable<FeedTopic> TopicsFor(EventType type, string? kind, string symbol, EndpointProfile? profile) => TopicsFor(type, kind, symbol);

    /// <summary>Begins what one connection has to say to the vendor besides data.</summary>
    /// <param name="settings">Who asks, and what for.</param>
    /// <returns>By default a conversation that asks at once, for vendors that let everybody in.</returns>
    IConversation CreateConversation(UpstreamSettings settings) => new SubscribingConversation(this, settings);
}
