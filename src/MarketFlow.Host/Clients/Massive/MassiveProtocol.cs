using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Massive's protocol of one market: JSON arrays in text frames.</summary>
/// <param name="endpoint">The endpoint of the market.</param>
/// <param name="originOf">The origin of a feed by the feed's name; null where there is no such feed.</param>
internal sealed class MassiveProtocol(EndpointProfile endpoint, Func<string, FeedOrigin?> originOf)
    : VendorProtocol(endpoint, EncoderOf(endpoint), originOf)
{
    /// <inheritdoc/>
    public override string Name { get; } = endpoint.Market == EndpointMarket.Stocks ? "massive" : $"massive, {endpoint.Name}";

    /// <inheritdoc/>
    public override ClientFrame CreateFrame() => new JsonArrayFrame();

    /// <inheritdoc/>
    public override SharedMessage TooSlow(int maxBytes, long lost) => SharedMessage.Answer(MassiveControl.Error(
        $"slow client: more than {maxBytes} bytes were waiting, which is all that may wait; {lost} events were dropped and the connection is closed"));

    /// <inheritdoc/>
    public override SharedMessage? LastWords(ClientClose close) =>
        close == ClientClose.Failed ? SharedMessage.Answer(MassiveControl.Error(close.Words)) : null;

    /// <inheritdoc/>
    protected override bool CanPassOn(ReadOnlySpan<byte> original) => original[0] == (byte)'{';

    private static IEventEncoder EncoderOf(EndpointProfile endpoint) =>
        endpoint.Market is EndpointMarket.Forex or EndpointMarket.Crypto ? new MassiveCurrencyEncoder(endpoint) : new MassiveEncoder();
}
