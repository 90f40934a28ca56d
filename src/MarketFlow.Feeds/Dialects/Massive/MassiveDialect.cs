namespace MarketFlow.Feeds;

/// <summary>The protocol of Massive, formerly Polygon.io: trades, quotes, bars, fair market values and limit bands of all its markets.</summary>
/// <remarks>
/// A frame is an array of elements, told apart by <c>ev</c>; a single element without an array is read as well.
/// <list type="table">
/// <listheader><term>ev</term><description>becomes</description></listheader>
/// <item><term><c>T</c>, <c>XT</c></term><description><see cref="Trade"/>: <c>x</c> as text, <c>i</c>, <c>c</c> as texts, <c>ds</c> before <c>s</c></description></item>
/// <item><term><c>Q</c>, <c>XQ</c></term><description><see cref="Quote"/>: conditions are <c>c</c>, then <c>i</c>; <c>x</c> of <c>XQ</c> is the exchange of both sides</description></item>
/// <item><term><c>C</c></term><description><see cref="Quote"/> of a currency pair, named by <c>p</c>: <c>b</c> bid, <c>a</c> ask</description></item>
/// <item><term><c>A</c>, <c>XAS</c>, <c>CAS</c></term><description><see cref="Bar"/> of a second: <c>dv</c> before <c>v</c></description></item>
/// <item><term><c>AM</c>, <c>XA</c>, <c>CA</c></term><description><see cref="Bar"/> of a minute</description></item>
/// <item><term><c>FMV</c></term><description><see cref="FairMarketValue"/></description></item>
/// <item><term><c>LULD</c></term><description><see cref="Status"/> of kind <see cref="LimitBandKind"/>: <c>h</c> up, <c>l</c> down, <c>i</c> as conditions</description></item>
/// <item><term><c>status</c></term><description>ignored: it is about the connection (see <see cref="MassiveControl"/>)</description></item>
/// <item><term>any other</term><description><see cref="VendorMessage"/>, for clients of the same dialect</description></item>
/// </list>
/// The symbol is <c>sym</c>; <c>T</c> of <c>LULD</c>, <c>NOI</c> and <c>V</c>; <c>pair</c>, or <c>p</c> of <c>C</c>, of crypto currencies and
/// currency pairs. Currency pairs have a slash, also where the vendor writes a dash.
/// An element with a field that cannot be used is a <see cref="VendorMessage"/> that says so. Which prices are possible, and whether a bar
/// may lack its volume, depends on the endpoint; without one, prices may have any sign and a missing volume is 0.
/// <c>q</c> becomes the sequence of the source. Times are milliseconds, or nanoseconds where they are too large for that. What is not
/// named here (tape, day's volume, average sizes, times of the reporting facility, fields that are new) is in the original bytes.
/// A bar is not numbered by the vendor, so one that is told again with other content counts as a revision.
/// Messages: https://massive.com/docs/websocket/stocks
/// </remarks>
public sealed class MassiveDialect : IDialect
{
    /// <summary>The kind of a status that tells limit bands.</summary>
    public const string LimitBandKind = "luld";

    /// <inheritdoc/>
    public string Name => "massive";

    /// <inheritdoc/>
    public Uri Endpoint { get; } = new("wss://socket.massive.com/stocks");

    /// <inheritdoc/>
    /// <value>0: nothing is told again on subscribe.</value>
    public int ReplayDepth => 0;

    /// <inheritdoc/>
    /// <remarks>Of whichever market: prices may be negative, and bars may have no volume.</remarks>
    public IFrameDecoder CreateDecoder() => CreateDecoder(profile: null);

    /// <inheritdoc/>
    public IFrameDecoder CreateDecoder(EndpointProfile? profile) => new MassiveDecoder(profile ?? MassiveEndpoints.Default);

    /// <inheritdoc/>
    /// <returns>One message for all symbols, to be sent when the key was accepted; none where there are no symbols.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="symbols"/> is null.</exception>
    /// <exception cref="ArgumentException">A symbol is null, empty, or has a comma or a space in it, which part topics.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> SubscribeMessages(IReadOnlyCollection<string> symbols) =>
        SubscribeMessage.Checked(symbols).Count == 0
            ? []
            : [MassiveControl.SubscribeMessage([.. TopicsOf(symbols).Select(topic => new MassiveTopic(topic.Channel, topic.Symbol))])];

    /// <inheritdoc/>
    /// <returns>Trades, quotes, minute bars and fair market values of each.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="symbols"/> is null.</exception>
    /// <exception cref="ArgumentException">A symbol is null or empty.</exception>
    public IEnumerable<FeedTopic> TopicsOf(IReadOnlyCollection<string> symbols) => TopicsOf(symbols, profile: null);

    /// <inheritdoc/>
    /// <returns>The endpoint's <see cref="EndpointProfile.DefaultChannels"/> for each.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="symbols"/> is null.</exception>
    /// <exception cref="ArgumentException">A symbol is null or empty.</exception>
    public IEnumerable<FeedTopic> TopicsOf(IReadOnlyCollection<string> symbols, EndpointProfile? profile) =>
        EndpointTopics.Of(profile ?? MassiveEndpoints.Default, symbols);

    /// <inheritdoc/>
    /// <returns>
    /// Bars of whatever interval are asked for as minutes, as seconds only where seconds are named; detections as what they are made of.
    /// None where the symbol has a comma, a space or a control character in it, or is too long: Massive has no such symbol.
    /// </returns>
    public IEnumerable<FeedTopic> TopicsFor(EventType type, string? kind, string symbol) => TopicsFor(type, kind, symbol, profile: null);

    /// <inheritdoc/>
    /// <returns>
    /// As without an endpoint. A channel that no endpoint of Massive's is known to have is subscribed to by its name, for the vendor may
    /// have added it; one that only other endpoints have is not.
    /// </returns>
    public IEnumerable<FeedTopic> TopicsFor(EventType type, string? kind, string symbol, EndpointProfile? profile) =>
        !MassiveTopic.TryParse($"T.{symbol}", out _) ? []
        : type == EventType.Other && kind is not null && IsNew(kind) ? [new(kind, symbol)]
        : EndpointTopics.For(profile ?? MassiveEndpoints.Default, type, kind, symbol);

    /// <inheritdoc/>
    /// <returns>One that shows the key when greeted, and asks when the key was accepted.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> is null.</exception>
    public IConversation CreateConversation(UpstreamSettings settings) => new MassiveConversation(settings);

    private static bool IsNew(string channel) =>
        MassiveTopic.TryParse($"{channel}.{FeedTopic.AllSymbols}", out _) && !MassiveEndpoints.All.Any(profile => profile.FindChannel(channel) is not null);
}
