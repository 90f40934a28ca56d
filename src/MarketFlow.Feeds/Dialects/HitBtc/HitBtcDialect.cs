using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>The public protocol of HitBTC, version 2: trades, one-minute candles and best bid and ask of crypto currencies.</summary>
/// <remarks>
/// The trade's id is its sequence. Candles are told again whenever they change, without a revision. The state sent on subscribe, the last
/// 100 trades and candles and the first ticker, comes out marked as backfill. Order books are not carried.
/// Messages: https://api.hitbtc.com/v2#socket-market-data
/// </remarks>
public sealed class HitBtcDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "hitbtc";

    /// <inheritdoc/>
    public Uri Endpoint { get; } = new("wss://api.hitbtc.com/api/2/ws/public");

    /// <inheritdoc/>
    /// <value>100: the rows of each snapshot of trades and of candles.</value>
    public int ReplayDepth => 100;

    /// <inheritdoc/>
    public IFrameDecoder CreateDecoder() => new HitBtcDecoder();

    /// <inheritdoc/>
    /// <returns>Per symbol its trades, its candles and its ticker; each message has an id of its own, which the venue repeats where it refuses.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="symbols"/> is null.</exception>
    /// <exception cref="ArgumentException">A symbol is null or empty.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> SubscribeMessages(IReadOnlyCollection<string> symbols) =>
        [.. SubscribeMessage.Checked(symbols).SelectMany(symbol => new[]
        {
            Subscribe("subscribeTrades", symbol),
            Subscribe("subscribeCandles", symbol, period: "M1"),
            Subscribe("subscribeTicker", symbol),
        })];

    /// <inheritdoc/>
    /// <returns>One that subscribes at once and understands what the venue answers.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> is null.</exception>
    public IConversation CreateConversation(UpstreamSettings settings) => new HitBtcConversation(this, settings);

    private static ReadOnlyMemory<byte> Subscribe(string method, string symbol, string? period = null) =>
        SubscribeMessage.Write(json => Write(json, method, symbol, period));

    private static void Write(Utf8JsonWriter json, string method, string symbol, string? period)
    {
        json.WriteString("method"u8, method);
        json.WriteStartObject("params"u8);
        json.WriteString("symbol"u8, symbol);
        if (period is not null)
        {
            json.WriteString("period"u8, period);
        }

        json.WriteEndObject();
        json.WriteString("id"u8, $"{method} {symbol}");
    }
}
