namespace MarketFlow.Feeds;

/// <summary>The protocol of Massive, formerly Polygon.io: trades, quotes, bars, fair market values and limit bands of US stocks.</summary>
/// <remarks>
/// A frame is an array of elements, told apart by <c>ev</c>; a single element without an array is read as well.
/// <list type="table">
/// <listheader><term>ev</term><description>becomes</description></listheader>
/// <item><term><c>T</c></term><description><see cref="Trade"/>: <c>x</c> as text, <c>i</c>, <c>c</c> as texts, <c>ds</c> before <c>s</c></description></item>
/// <item><term><c>Q</c></term><description><see cref="Quote"/>: conditions are <c>c</c>, then <c>i</c></description></item>
/// <item><term><c>A</c>, <c>AM</c></term><description><see cref="Bar"/> of a second, of a minute: <c>dv</c> before <c>v</c></description></item>
/// <item><term><c>FMV</c></term><description><see cref="FairMarketValue"/></description></item>
/// <item><term><c>LULD</c></term><description><see cref="Status"/> of kind <see cref="LimitBandKind"/>: <c>h</c> up, <c>l</c> down, <c>i</c> as conditions</description></item>
/// <item><term><c>status</c></term><description>ignored: it is about the connection (see <see cref="MassiveControl"/>)</description></item>
/// <item><term>any other</term><description><see cref="VendorMessage"/>, for clients of the same dialect</description></item>
/// </list>
/// <c>q</c> becomes the sequence of the source. Times are milliseconds, or nanoseconds where they are too large for that. What is not
/// named here (tape, day's volume, average sizes, times of the reporting facility, fields that are new) is in the original bytes.
/// A bar is not numbered by the vendor, so one that is told again with other content counts as a revision.
/// Messages: https://massive.com/docs/websocket/stocks
/// </remarks>
public sealed class MassiveDialect : IDialect
{
    /// <summary>The kind of a status that tells limit bands.</summary>
    public const string LimitBandKind = "luld";

    private static readonly string[] _channels = ["T", "Q", "AM", "FMV"];

    /// <inheritdoc/>
    public string Name => "massive";

    /// <inheritdoc/>
    public Uri Endpoint { get; } = new("wss://socket.massive.com/stocks");

    /// <inheritdoc/>
    /// <value>0: nothing is told again on subscribe.</value>
    public int ReplayDepth => 0;

    /// <inheritdoc/>
    public IFrameDecoder CreateDecoder() => new MassiveDecoder();

    /// <inheritdoc/>
    /// <returns>One message for all symbols, to be sent when the key was accepted; none where there are no symbols.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="symbols"/> is null.</exception>
    /// <exception cref="ArgumentException">A symbol is null, empty, or has a comma or a space in it, which part topics.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> SubscribeMessages(IReadOnlyCollection<string> symbols) =>
        SubscribeMessage.Checked(symbols).Count == 0
            ? []
            : [MassiveControl.SubscribeMessage([.. symbols.SelectMany(_ => _channels, (symbol, channel) => new MassiveTopic(channel, symbol))])];

    /// <inheritdoc/>
    /// <returns>Trades, quotes, minute bars and fair market values of each.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="symbols"/> is null.</exception>
    /// <exception cref="ArgumentException">A symbol is null or empty.</exception>
    public IEnumerable<FeedTopic> TopicsOf(IReadOnlyCollection<string> symbols) =>
        SubscribeMessage.Checked(symbols).SelectMany(_ => _channels, (symbol, channel) => new FeedTopic(channel, symbol));

    /// <inheritdoc/>
    /// <returns>
    /// Bars of whatever interval are asked for as minutes, as seconds only where seconds are named; detections as what they are made of.
    /// None where the symbol has a comma, a space or a control character in it, or is too long: Massive has no such symbol.
    /// </returns>
    public IEnumerable<FeedTopic> TopicsFor(EventType type, string? kind, string symbol) =>
        MassiveTopic.TryParse($"T.{symbol}", out _)
            ? ChannelsFor(type, kind).Select(channel => new FeedTopic(channel, symbol))
            : [];

    /// <inheritdoc/>
    /// <returns>One that shows the key when greeted, and asks when the key was accepted.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> is null.</exception>
    public IConversation CreateConversation(UpstreamSettings settings) => new MassiveConversation(settings);

    /// <inheritdoc/>
    /// <returns>
    /// Of all symbols: trades, quotes and values <see cref="WebSocketFeedOptions.SilenceLimit"/>, second bars 30 s, minute bars 150 s. Of single
    /// symbols a learned limit. Limit bands, imbalances and unknown channels have none.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="endpoint"/> is null.</exception>
    public NaturalPause LongestPause(FeedTopic topic, Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return MassivePauses.Of(topic);
    }

    private static string[] ChannelsFor(EventType type, string? kind) => (type, kind) switch
    {
        (EventType.Trade, _) => ["T"],
        (EventType.Quote, _) => ["Q"],
        (EventType.FairMarketValue, _) => ["FMV"],
        (EventType.Bar, "1s" or "1s revised") => ["A"],
        (EventType.Bar, null or "1m" or "1m revised") => ["AM"],
        (EventType.Status, null or LimitBandKind) => ["LULD"],
        (EventType.Detection, "bar") => ["AM"],
        (EventType.Detection, "fmv") => ["FMV", "T"],
        (EventType.Detection, _) => ["T"],
        (EventType.Other, { } channel) when MassiveTopic.TryParse($"{channel}.{FeedTopic.AllSymbols}", out _) => [channel],
        _ => [],
    };
}
