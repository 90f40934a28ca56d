using System.Globalization;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Takes samples of one feed, and finds out whether it is silent.</summary>
/// <remarks>
/// A connection that is silent is recycled, and is then closed, connecting or open and not silent yet for a while. So what counts is
/// whether events come, whatever its connections do; what the feed says of itself, such as that a symbol is stale, is none. Rule: domain.md, Health.
/// </remarks>
internal sealed class FeedSampler(IFeed feed)
{
    private readonly Recent<(long Received, long Faults)> _minute = new(60);
    private long _events = -1;
    private Timestamp _lastSign;

    public FeedSample Take(LedgerSnapshot ledger, Timestamp now)
    {
        var decoding = ledger[feed.Decoding.Name];
        var faults = decoding.Removed(RemovalReason.Invalid) + feed.UnusualCount; // a vendor that renames a field makes every message unusual
        var before = _minute.Push((decoding.Received, faults), (0, 0));
        var received = decoding.Received - before.Received;
        var connections = feed.Connections;
        var isSilent = IsSilent(decoding.Emitted, now);
        return new()
        {
            Name = feed.Name,
            Dialect = feed.Dialect,
            Trouble = connections.Any(connection => connection.IsOverCap) ? FeedTrouble.OverCap
                : connections.Any(connection => connection.State != ConnectionState.Open) ? FeedTrouble.Disconnected
                : isSilent ? FeedTrouble.Silent
                : FeedTrouble.None,
            Reasons = [.. connections.Select(ReasonOf).OfType<string>(), .. isSilent ? [SilenceOf(now)] : Array.Empty<string>()],
            Connections = [.. connections.Select(Sample)],
            IsCutOff = connections.Count > 0 && connections.All(connection => connection.State != ConnectionState.Open),
            Events = decoding.Emitted,
            Faults = feed.FaultCount,
            FaultRate = received == 0 ? 0 : (double)(faults - before.Faults) / received,
            Gaps = feed.GapCount,
        };
    }

    private static ConnectionSample Sample(ConnectionStatus status) => new(
        status.Slot, status.State.ToString().ToLowerInvariant(), status.LastError, status.LastFrameAt, status.Attempts, status.Frames, status.Bytes);

    private static string? ReasonOf(ConnectionStatus status) =>
        status.State == ConnectionState.Open ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"connection {status.Slot + 1} is {(status.IsOverCap ? "one too many for the account" : "not open")}{(status.LastError is { } error ? $": {error.TrimEnd('.')}" : string.Empty)}");

    private string SilenceOf(Timestamp now) => string.Create(
        CultureInfo.InvariantCulture, $"nothing came for {(now - _lastSign).TotalSeconds:0} s though its market is open; at most {feed.SilenceLimit.TotalSeconds:0} s may pass");

    private bool IsSilent(long events, Timestamp now)
    {
        if (events != _events || feed.SilenceLimit == TimeSpan.Zero || !feed.ShouldTalk(now.ToDateTimeOffset()))
        {
            (_events, _lastSign) = (events, now);
        }

        return now - _lastSign > feed.SilenceLimit && feed.SilenceLimit > TimeSpan.Zero;
    }
}
