namespace MarketFlow;

/// <summary>How a channel's processing fares, as of one instant.</summary>
/// <param name="FailuresInARow">Batches whose processing failed since the last that succeeded.</param>
/// <param name="OpenUntil">
/// Until when the breaker is open, by the channel's clock; null while it is closed. Once that time has passed, the next batch decides:
/// until it has, this stays what it was, and the breaker is half-open. A cooldown that ends beyond the calendar never ends.
/// </param>
/// <param name="LastFailure">Why processing failed last, in words; null if it never has.</param>
public sealed record ChannelState(int FailuresInARow, DateTimeOffset? OpenUntil, string? LastFailure)
{
    internal static ChannelState Closed { get; } = new(FailuresInARow: 0, OpenUntil: null, LastFailure: null);

    /// <summary>Whether events are removed as <see cref="RemovalReason.BreakerOpen"/>.</summary>
    /// <param name="now">The present by the channel's clock.</param>
    /// <returns>True up to, and not including, <see cref="OpenUntil"/>.</returns>
    public bool IsOpen(DateTimeOffset now) => now < OpenUntil;

    internal ChannelState AfterSuccess() => FailuresInARow == 0 ? this : Closed with { LastFailure = LastFailure };

    internal ChannelState AfterFailure(string reason, DateTimeOffset now, int threshold, TimeSpan cooldown)
    {
        var failures = FailuresInARow + 1;
        return new(failures, failures >= threshold ? DueTime.After(now, cooldown) : null, reason);
    }
}
