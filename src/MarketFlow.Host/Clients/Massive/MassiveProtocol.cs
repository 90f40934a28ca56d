using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Massive's protocol: JSON arrays in text frames.</summary>
/// <param name="dialectOf">The dialect of a feed by the feed's name; null where it has none.</param>
internal sealed class MassiveProtocol(Func<string, string?> dialectOf) : VendorProtocol("massive", new MassiveEncoder(), dialectOf)
{
    /// <inheritdoc/>
    public override string Name => "massive";

    /// <inheritdoc/>
    public override ClientFrame CreateFrame() => new JsonArrayFrame();

    /// <inheritdoc/>
    public override SharedMessage TooSlow(int maxBytes, long lost) => SharedMessage.Answer(MassiveControl.Error(
        $"slow client: more than {maxBytes} bytes were waiting, which is all that may wait; {lost} events were dropped and the connection is closed"));

    /// <inheritdoc/>
    public override SharedMessage? LastWords(ClientClose close) =>
        close == ClientClose.Failed ? SharedMessage.Answer(MassiveControl.Error(close.Words)) : null;

    /// <inheritdoc/>
    protected override bool CanHandOn(ReadOnlySpan<byte> original) => original[0] == (byte)'{';
}
