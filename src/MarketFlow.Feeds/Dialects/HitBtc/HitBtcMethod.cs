using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>The notifications of HitBTC's public protocol.</summary>
internal enum HitBtcMethod
{
    Unknown,
    NotCarried,
    Ticker,
    UpdateTrades,
    SnapshotTrades,
    UpdateCandles,
    SnapshotCandles,
}

internal static class HitBtcMethods
{
    public static HitBtcMethod MethodOf(Utf8JsonReader name) =>
        name.TokenType != JsonTokenType.String ? HitBtcMethod.Unknown
        : name.ValueTextEquals("updateOrderbook"u8) || name.ValueTextEquals("snapshotOrderbook"u8) ? HitBtcMethod.NotCarried
        : name.ValueTextEquals("ticker"u8) ? HitBtcMethod.Ticker
        : name.ValueTextEquals("updateTrades"u8) ? HitBtcMethod.UpdateTrades
        : name.ValueTextEquals("snapshotTrades"u8) ? HitBtcMethod.SnapshotTrades
        : name.ValueTextEquals("updateCandles"u8) ? HitBtcMethod.UpdateCandles
        : name.ValueTextEquals("snapshotCandles"u8) ? HitBtcMethod.SnapshotCandles
        : HitBtcMethod.Unknown;

    /// <summary>True where what is told was told before: the state sent on subscribe.</summary>
    public static bool IsSnapshot(this HitBtcMethod method) => method is HitBtcMethod.SnapshotTrades or HitBtcMethod.SnapshotCandles;

    public static bool IsCandles(this HitBtcMethod method) => method is HitBtcMethod.UpdateCandles or HitBtcMethod.SnapshotCandles;

    /// <summary>The name as the venue writes it.</summary>
    public static string Name(this HitBtcMethod method) => JsonNamingPolicy.CamelCase.ConvertName(method.ToString());
}
