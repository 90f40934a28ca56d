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

    /// <summary>Begins what one connection has to say to the vendor besides data.</summary>
    /// <param name="settings">Who asks, and what for.</param>
    /// <returns>By default a conversation that asks at once, for vendors that let everybody in.</returns>
    IConversation CreateConversation(UpstreamSettings settings) => new SubscribingConversation(this, settings);
}
