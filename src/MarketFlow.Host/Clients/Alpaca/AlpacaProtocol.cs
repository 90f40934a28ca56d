using System.Buffers;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Alpaca's protocol of one market in one of its encodings: JSON arrays in text frames, or MessagePack arrays in binary ones.</summary>
/// <param name="endpoint">An endpoint of the market.</param>
/// <param name="encoding">The encoding agreed on in the handshake.</param>
/// <param name="originOf">The origin of a feed by the feed's name; null where there is no such feed.</param>
internal sealed class AlpacaProtocol(EndpointProfile endpoint, AlpacaEncoding encoding, Func<string, FeedOrigin?> originOf)
    : VendorProtocol(endpoint, EncoderOf(endpoint, encoding), originOf)
{
    /// <inheritdoc/>
    public override string Name { get; } = NameOf(endpoint) + (encoding == AlpacaEncoding.Json ? string.Empty : ", MessagePack");

    /// <summary>The encoding agreed on in the handshake.</summary>
    public AlpacaEncoding Encoding => encoding;

    /// <inheritdoc/>
    public override ClientFrame CreateFrame() => encoding == AlpacaEncoding.Json ? new JsonArrayFrame() : new MessagePackFrame();

    /// <inheritdoc/>
    public override SharedMessage TooSlow(int maxBytes, long lost) => SharedMessage.Answer(Error(AlpacaError.SlowClient));

    /// <inheritdoc/>
    public override SharedMessage? LastWords(ClientClose close) =>
        close == ClientClose.Failed ? SharedMessage.Answer(Error(AlpacaError.InternalError)) : null;

    /// <summary>The frame of an error.</summary>
    public ReadOnlyMemory<byte> Error(AlpacaError error) => Written(to => AlpacaControl.WriteError(error, encoding, to));

    /// <summary>What a control message writes, as a frame.</summary>
    public static ReadOnlyMemory<byte> Written(Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        return buffer.WrittenMemory;
    }

    /// <inheritdoc/>
    protected override bool CanPassOn(ReadOnlySpan<byte> original) => original[0] == (byte)'{' == (encoding == AlpacaEncoding.Json);

    /// <inheritdoc/>
    protected override bool TryTranscode(ReadOnlySpan<byte> original, IBufferWriter<byte> destination) => encoding == AlpacaEncoding.Json
        ? AlpacaTranscoder.TryToJson(original, destination)
        : AlpacaTranscoder.TryToMessagePack(original, destination);

    private static string NameOf(EndpointProfile endpoint) => endpoint.Market switch
    {
        EndpointMarket.Stocks => "alpaca",
        EndpointMarket.Options => "alpaca, options",
        _ => $"alpaca, {endpoint.Name}",
    };

    private static IEventEncoder EncoderOf(EndpointProfile endpoint, AlpacaEncoding encoding)
    {
        var hasTextConditions = endpoint.Market == EndpointMarket.Options;
        return encoding == AlpacaEncoding.Json ? new AlpacaJsonEncoder(hasTextConditions) : new AlpacaMessagePackEncoder(hasTextConditions);
    }
}
