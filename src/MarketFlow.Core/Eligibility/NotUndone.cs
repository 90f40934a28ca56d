using System.Diagnostics.CodeAnalysis;

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

    /// <summary>Reports a status to the caller's observer.</summary>
    /// <param name="observer">The observer; null for none.</param>
    /// <param name="status">The status.</param>
    /// <param name="thrown">What the observer threw.</param>
    /// <returns>False where it threw: then the operator ends with that, as with what a delegate throws.</returns>
    /// <remarks>What an observer of our own throws comes from the consumer at the end of its chain, and goes on to the producer.</remarks>
    public static bool TryReport(IObserver<Status>? observer, Status status, [NotNullWhen(false)] out Exception? thrown)
    {
        thrown = null;
        try
        {
            observer?.OnNext(status);
        }
        catch (Exception error) when (observer is not IInnerObserver)
        {
            thrown = error;
        }

        return thrown is null;
    }
}
