namespace MarketFlow.Feeds;

/// <summary>Alpaca's protocol for live market data of stocks, options, crypto currencies and news, in JSON and in MessagePack.</summary>
/// <remarks>
/// What comes out: <c>t</c> a trade, <c>q</c> a quote, <c>b</c> and <c>u</c> a bar of one minute, <c>d</c> a bar of one day, and as a
/// <see cref="Status"/>: <c>c</c> kind <c>correction</c>, <c>x</c> <c>cancel</c>, <c>l</c> <c>luld</c>, <c>s</c> <c>halt</c> where trading
/// stops (codes 2, H and P) and <c>status</c> where not. Order books (<c>o</c>), imbalances (<c>i</c>) and news (<c>n</c>) come out as a
/// <see cref="VendorMessage"/>; so does a message with a field that cannot be used, which says so. An id of a trade may be a whole number of
/// any size or a text; one side of a quote may be missing. Codes of exchanges and conditions stay the vendor's own; its tape is not carried.
/// A minute is told once as <c>b</c>, which is revision 0, and once more as <c>u</c>, revision 1, where trades came late. Should the vendor
/// tell a second <c>u</c> of a minute, half a minute later at the earliest, it is revision 1 again: longer after than copies are looked for,
/// so that it passes. The bar of the day is told again every minute without a number, so its revisions are counted here.
/// Messages: https://docs.alpaca.markets/docs/real-time-stock-pricing-data
/// </remarks>
public sealed class AlpacaDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "alpaca";

    /// <inheritdoc/>
    public Uri Endpoint { get; } = new("wss://stream.data.alpaca.markets/v2/sip");

    /// <inheritdoc/>
    /// <value>0: nothing is told again on subscribe.</value>
    public int ReplayDepth => 0;

    /// <inheritdoc/>
    /// <remarks>Which encoding a frame is in is told by its first byte, not by its opcode: some programs send JSON in binary frames.</remarks>
    public IFrameDecoder CreateDecoder() => new AlpacaDecoder();

    /// <inheritdoc/>
    /// <returns>One message, in JSON, for all symbols and all lists; none where there are no symbols. It must follow authentication.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="symbols"/> is null.</exception>
    /// <exception cref="ArgumentException">A symbol is null or empty.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> SubscribeMessages(IReadOnlyCollection<string> symbols) =>
        SubscribeMessage.Checked(symbols).Count == 0 ? [] : [Subscribe(symbols)];

    /// <inheritdoc/>
    /// <returns>Every list, for each symbol.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="symbols"/> is null.</exception>
    /// <exception cref="ArgumentException">A symbol is null or empty.</exception>
    public IEnumerable<FeedTopic> TopicsOf(IReadOnlyCollection<string> symbols) => TopicsOf(symbols, profile: null);

    /// <inheritdoc/>
    /// <returns>The endpoint's <see cref="EndpointProfile.DefaultChannels"/>, for each symbol.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="symbols"/> is null.</exception>
    /// <exception cref="ArgumentException">A symbol is null or empty.</exception>
    public IEnumerable<FeedTopic> TopicsOf(IReadOnlyCollection<string> symbols, EndpointProfile? profile) =>
        EndpointTopics.Of(profile ?? AlpacaEndpoints.Default, symbols);

    /// <inheritdoc/>
    /// <returns>
    /// Bars of no named interval are asked for on all three lists, detections as what they are made of. Corrections and cancellations
    /// follow the trades. None where the symbol has a comma, a space or a control character in it: Alpaca has no such symbol.
    /// </returns>
    public IEnumerable<FeedTopic> TopicsFor(EventType type, string? kind, string symbol) => TopicsFor(type, kind, symbol, profile: null);

    /// <inheritdoc/>
    /// <returns>As without an endpoint, of the lists that the endpoint has.</returns>
    public IEnumerable<FeedTopic> TopicsFor(EventType type, string? kind, string symbol, EndpointProfile? profile) =>
        symbol.Any(unit => unit == ',' || char.IsWhiteSpace(unit) || char.IsControl(unit))
            ? []
            : EndpointTopics.For(profile ?? AlpacaEndpoints.Default, type, kind, symbol);

    /// <inheritdoc/>
    /// <returns>One, in JSON, that shows key and secret when greeted, and asks when they were accepted.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> is null.</exception>
    public IConversation CreateConversation(UpstreamSettings settings) => new AlpacaConversation(settings);

    private static ReadOnlyMemory<byte> Subscribe(IReadOnlyCollection<string> symbols) => SubscribeMessage.Write(json =>
    {
        json.WriteString("action"u8, "subscribe"u8);
        foreach (var list in AlpacaTopics.ListNames)
        {
            json.WriteStartArray(list);
            foreach (var symbol in symbols)
            {
                json.WriteStringValue(symbol);
            }

            json.WriteEndArray();
        }
    });
}
