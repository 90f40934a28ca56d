using System.Buffers;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Alpaca's protocol in one of its encodings: JSON arrays in text frames, or MessagePack arrays in binary ones.</summary>
/// <param name="encoding">The encoding agreed on in the handshake.</param>
/// <param name="dialectOf">The dialect of a feed by the feed's name; null where it has none.</param>
internal sealed class AlpacaProtocol(AlpacaEncoding encoding, Func<string, string?> dialectOf)
    : VendorProtocol("alpaca", encoding == AlpacaEncoding.Json ? new AlpacaJsonEncoder() : new AlpacaMessagePackEncoder(), dialectOf)
{
    /// <inheritdoc/>
    public override string Name => encoding == AlpacaEncoding.Json ? "alpaca" : "alpaca, MessagePack";

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
    protected override bool CanHandOn(ReadOnlySpan<byte> original) => original[0] == (byte)'{' == (encoding == AlpacaEncoding.Json);
}
