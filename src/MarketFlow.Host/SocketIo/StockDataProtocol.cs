using System.Buffers;

namespace MarketFlow.Host;

/// <summary>Detections as <c>stock_data</c> has them: each encoded once for all clients, as it stands within the text that the event carries.</summary>
/// <param name="flagsOf">What else is known of a symbol at a time; called on the delivery thread.</param>
internal sealed class StockDataProtocol(Func<string, Timestamp, SymbolFlags> flagsOf) : ClientProtocol
{
    private static readonly string[] _kinds = [DetectionKinds.HighLow, DetectionKinds.Trend, DetectionKinds.Surge];
    private readonly ArrayBufferWriter<byte> _quoted = new();

    /// <inheritdoc/>
    public override string Name => "socket.io";

    /// <summary>The topics that a ticker stands for: one per kind of detection that has a list.</summary>
    public static IEnumerable<TopicFilter> TopicsOf(string ticker) => _kinds.Select(kind => new TopicFilter(EventType.Detection, kind, ticker));

    /// <inheritdoc/>
    /// <remarks>No client of it is sent frames: what waits for one is taken together, once a second.</remarks>
    public override ClientFrame CreateFrame() => throw new NotSupportedException("Clients of Socket.IO are sent packets.");

    /// <inheritdoc/>
    /// <remarks>There are no words for a detection without direction, such as a trend that has ended: it belongs to none of the lists.</remarks>
    public override SharedMessage? Encode(MarketEvent value, ArrayBufferWriter<byte> scratch)
    {
        if (value is not Detection detection || ListOf(detection) is not { } list)
        {
            return null;
        }

        scratch.ResetWrittenCount();
        DetectionFields.Write(detection, flagsOf(detection.Symbol, detection.Time), scratch);
        return SharedMessage.Of(value, Quoted(scratch.WrittenSpan), (int)list);
    }

    /// <inheritdoc/>
    public override SharedMessage TooSlow(int maxBytes, long lost) => SharedMessage.Answer(SocketIoWords.Error(
        ClientError.SlowClient,
        $"More than {maxBytes} bytes were waiting for this client, which is all that may wait. {lost} detections were dropped and the session is closed. Read faster, or ask for fewer tickers.").Text);

    private static StockList? ListOf(Detection detection) => (detection.Kind, detection.Direction) switch
    {
        (DetectionKinds.HighLow, "up") => StockList.Highs,
        (DetectionKinds.HighLow, "down") => StockList.Lows,
        (DetectionKinds.Trend, "up") => StockList.TrendingUp,
        (DetectionKinds.Trend, "down") => StockList.TrendingDown,
        (DetectionKinds.Surge, "up") => StockList.SurgingUp,
        (DetectionKinds.Surge, "down") => StockList.SurgingDown,
        _ => null,
    };

    // As a text within a text, without the quotes around it: so that assembling a packet is copying.
    private byte[] Quoted(ReadOnlySpan<byte> json)
    {
        _quoted.ResetWrittenCount();
        JsonQuoting.Write(json, _quoted);
        return _quoted.WrittenSpan.ToArray();
    }
}
