namespace MarketFlow.Feeds;

/// <summary>Reads Alpaca's frames: an array of messages, or one message alone, in either encoding.</summary>
/// <remarks>A frame that is not whole, or has more than 1,000 bad messages, is one fault; a bad message among others costs them nothing.</remarks>
internal sealed class AlpacaDecoder : IFrameDecoder
{
    private readonly AlpacaJsonDecoder _json;
    private readonly AlpacaMessagePackDecoder _messagePack;

    public AlpacaDecoder()
    {
        var messages = new AlpacaMessages();
        _json = new(messages);
        _messagePack = new(messages);
    }

    public void Decode(Frame frame, DecodedFrame found)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(found);

        if (IsMessagePack(frame.Bytes.Span))
        {
            _messagePack.Decode(frame, found);
        }
        else
        {
            _json.Decode(frame, found); // which skips what surrounds a text
        }
    }

    /// <summary>True where the bytes begin as an array or a map of MessagePack: no JSON begins so, for these are no bytes of ASCII.</summary>
    public static bool IsMessagePack(ReadOnlySpan<byte> bytes) =>
        !bytes.IsEmpty && MessagePackFormat.KindOf(bytes[0]) is (MessagePackKind.Array or MessagePackKind.Map);
}
