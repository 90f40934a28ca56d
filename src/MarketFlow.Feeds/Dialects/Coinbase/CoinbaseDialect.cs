namespace MarketFlow.Feeds;

/// <summary>The public protocol of Coinbase Exchange: trades, and best bid and ask, of crypto currencies.</summary>
/// <remarks>
/// A trade is told twice, as <c>match</c> and within <c>ticker</c>; both come out as trades with the same identity, for deduplication to
/// make one of them. What is sent on subscribe, a <c>last_match</c> and the first ticker of each product, comes out marked as backfill.
/// A ticker whose trade cannot be used, or that has none, gives its quote all the same. Order books are not carried. Messages: https://docs.cdp.coinbase.com/exchange/docs/websocket-channels
/// </remarks>
public sealed class CoinbaseDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "coinbase";

    /// <inheritdoc/>
    public Uri Endpoint { get; } = new("wss://ws-feed.exchange.coinbase.com");

    /// <inheritdoc/>
    /// <value>1: the last match of each product.</value>
    public int ReplayDepth => 1;

    /// <inheritdoc/>
    public IFrameDecoder CreateDecoder() => new CoinbaseDecoder();

    /// <inheritdoc/>
    /// <returns>One message for all symbols; none where there are no symbols.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="symbols"/> is null.</exception>
    /// <exception cref="ArgumentException">A symbol is null or empty.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> SubscribeMessages(IReadOnlyCollection<string> symbols) =>
        SubscribeMessage.Checked(symbols).Count == 0 ? [] : [Subscribe(symbols)];

    /// <inheritdoc/>
    /// <returns>One that subscribes at once and understands what the venue answers.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> is null.</exception>
    public IConversation CreateConversation(UpstreamSettings settings) => new CoinbaseConversation(this, settings);

    private static ReadOnlyMemory<byte> Subscribe(IReadOnlyCollection<string> symbols) => SubscribeMessage.Write(json =>
    {
        json.WriteString("type"u8, "subscribe"u8);
        json.WriteStartArray("product_ids"u8);
        foreach (var symbol in symbols)
        {
            json.WriteStringValue(symbol);
        }

        json.WriteEndArray();
        json.WriteStartArray("channels"u8);
        json.WriteStringValue("ticker"u8);
        json.WriteStringValue("matches"u8);
        json.WriteStringValue("heartbeat"u8); // one a second per product, so that a quiet product is told from a dead feed
        json.WriteEndArray();
    });
}
