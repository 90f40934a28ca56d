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
}
