using System.Buffers;

namespace MarketFlow.Host;

/// <summary>MarketFlow's own protocol, on <c>/ws</c>.</summary>
internal sealed class MarketFlowProtocol : ClientProtocol
{
    /// <summary>The one there is.</summary>
    public static readonly MarketFlowProtocol Instance = new();

    private MarketFlowProtocol()
    {
    }

    /// <inheritdoc/>
    public override string Name => "marketflow";

    /// <inheritdoc/>
    public override ClientFrame CreateFrame() => new NumberedFrame();

    /// <inheritdoc/>
    /// <remarks>No message with an unusual field: what it says is in the vendor's bytes alone.</remarks>
    public override SharedMessage? Encode(MarketEvent value, ArrayBufferWriter<byte> scratch) =>
        value is VendorMessage { Unusual: not null } ? null : SharedMessage.Of(value, scratch);

    /// <inheritdoc/>
    public override SharedMessage TooSlow(int maxBytes, long lost) => SharedMessage.Of(new ClientError(
        ClientError.SlowClient,
        $"More than {maxBytes} bytes were waiting for this client, which is all that may wait. {lost} events were dropped and the connection is closed."
        + " Read faster, or ask for fewer topics or for conflateMs."));

    /// <inheritdoc/>
    public override IReadOnlyList<SharedMessage> Tell(OutboxNews news, DateTimeOffset now)
    {
        List<SharedMessage> told = [];
        Notice("conflated", news.Conflated, "events were replaced by a newer one");
        Notice("dropped", news.Dropped, "events were dropped because this client was too slow");
        return told;

        void Notice(string kind, long count, string words)
        {
            if (count > 0)
            {
                var status = new Status { Kind = kind, Symbol = string.Empty, Time = now, Count = count, Message = $"{count} {words}" };
                told.Add(SharedMessage.Of(status, new ArrayBufferWriter<byte>()));
            }
        }
    }
}
