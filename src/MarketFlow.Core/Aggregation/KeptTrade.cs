namespace MarketFlow;

/// <summary>A trade of a bar that may still be revised: what is needed to rebuild the bar without it.</summary>
/// <param name="Trade">Its identity; none where it has none and so cannot be cancelled.</param>
/// <param name="Price">Its price.</param>
/// <param name="Size">Its size.</param>
/// <param name="Time">Its time, in nanoseconds since the Unix epoch.</param>
/// <param name="Updates">What it updates.</param>
/// <param name="IsBackfill">Whether it is backfill.</param>
internal readonly record struct KeptTrade(EventKey? Trade, decimal Price, decimal Size, long Time, TradeUpdates Updates, bool IsBackfill)
{
    public static KeptTrade Of(Trade trade, TradeUpdates updates) =>
        new(trade.Identity, trade.Price, trade.Size, trade.Time.UnixNanoseconds, updates, trade.IsBackfill);
}
