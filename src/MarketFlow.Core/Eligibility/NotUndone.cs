namespace MarketFlow;

/// <summary>The status that says what a cancelled or corrected trade caused and could not be taken back.</summary>
internal static class NotUndone
{
    /// <remarks>Without the source's bytes: those are the vendor's own message, which its clients would receive a second time.</remarks>
    /// <param name="cause">The cancel or correction.</param>
    /// <param name="change">What it says.</param>
    /// <param name="reason">What remains, and why.</param>
    public static Status Because(MarketEvent cause, TradeChange change, string reason) => new()
    {
        Symbol = cause.Symbol,
        Time = cause.Time,
        Feed = cause.Source.Feed.Length == 0 ? null : cause.Source.Feed,
        IsBackfill = cause.IsBackfill,
        Kind = StatusKinds.NotUndone,
        Message = $"Trade {change.Id} on {change.Exchange ?? "no exchange"} was {(change.Corrected is null ? "cancelled" : "corrected")}. {reason}",
    };
}
