using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Kraken's public protocol, version 1: trades, candles and best bid and ask of crypto currencies.</summary>
/// <remarks>
/// Trades have no id, so that two equal ones on a connection stay two. Candles (<c>ohlc-N</c>) are told again whenever they change, without
/// a revision. Best bid and ask come from <c>spread</c>, which is asked for, and from <c>ticker</c>, where a session has it: that one
/// has no time of its own, so its quotes bear the time of receipt. On subscribe the venue tells the open candle and the latest spread and
/// ticker, which come out marked as backfill; of trades it tells none that were before. Order books are not carried.
/// Messages: https://docs.kraken.com/websockets/
/// </remarks>
public sealed class KrakenDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "kraken";

    /// <inheritdoc/>
    public Uri Endpoint { get; } = new("wss://ws.kraken.com");

    /// <inheritdoc/>
    /// <value>1: the open candle, and the latest best bid and ask.</value>
    public int ReplayDepth => 1;

    /// <inheritdoc/>
    public IFrameDecoder CreateDecoder() => new KrakenDecoder();

    /// <inheritdoc/>
    /// <returns>Three messages for all symbols: trades, candles of one minute, best bid and ask; none where there are no symbols.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="symbols"/> is null.</exception>
    /// <exception cref="ArgumentException">A symbol is null or empty.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> SubscribeMessages(IReadOnlyCollection<string> symbols) =>
        SubscribeMessage.Checked(symbols).Count == 0
            ? []
            : [Subscribe(symbols, "trade"), Subscribe(symbols, "ohlc", minutes: 1), Subscribe(symbols, "spread")];

    /// <inheritdoc/>
    /// <returns>One that subscribes at once and understands what the venue answers.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> is null.</exception>
    public IConversation CreateConversation(UpstreamSettings settings) => new KrakenConversation(this, settings);

    private static ReadOnlyMemory<byte> Subscribe(IReadOnlyCollection<string> symbols, string name, int? minutes = null) =>
        SubscribeMessage.Write(json => Write(json, symbols, name, minutes));

    private static void Write(Utf8JsonWriter json, IReadOnlyCollection<string> symbols, string name, int? minutes)
    {
        json.WriteString("event"u8, "subscribe"u8);
        json.WriteStartArray("pair"u8);
        foreach (var symbol in symbols)
        {
            json.WriteStringValue(symbol);
        }

        json.WriteEndArray();
        json.WriteStartObject("subscription"u8);
        json.WriteString("name"u8, name);
        if (minutes is { } interval)
        {
            json.WriteNumber("interval"u8, interval);
        }

        json.WriteEndObject();
    }
}
