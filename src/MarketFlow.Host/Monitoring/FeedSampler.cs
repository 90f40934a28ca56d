using System.Globalization;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Takes samples of one feed, and finds out whether it is silent.</summary>
/// <remarks>
/// A feed is silent while one of its connections is, which lasts through the replacement of that connection until data arrives. It is
/// also silent once it has brought nothing but unusable messages for <see cref="IFeed.SilenceLimit"/>: data arrives then, and no event.
/// </remarks>
internal sealed class FeedSampler(IFeed feed)
{
    private readonly Recent<(long Received, long Faults)> _minute = new(60);
    private readonly UnusableRun _unusable = new();

    public FeedSample Take(LedgerSnapshot ledger, Timestamp now)
    {
        var decoding = ledger[feed.Decoding.Name];
        var faults = decoding.Removed(RemovalReason.Invalid) + feed.UnusualCount; // a vendor that renames a field makes every message unusual
        var before = _minute.Push((decoding.Received, faults), (0, 0));
        var received = decoding.Received - before.Received;
        var connections = feed.Connections;
        _unusable.Note(usable: decoding.Emitted - feed.UnusualCount, faults, now);
        var isUnusable = feed.SilenceLimit > TimeSpan.Zero && _unusable.Length >= feed.SilenceLimit;
        var isSilent = isUnusable || connections.Any(connection => connection.SilentSince is not null);
        return new()
        {
            Name = feed.Name,
            Dialect = feed.Origin.Dialect,
            Trouble = connections.Any(connection => connection.IsOverCap) ? FeedTrouble.OverCap
                : connections.Any(connection => connection.State != ConnectionState.Open) ? FeedTrouble.Disconnected
                : isSilent ? FeedTrouble.Silent
                : FeedTrouble.None,
            Reasons = [.. connections.Select(ReasonOf).OfType<string>(), .. connections.Select(connection => SilenceOf(connection, now)).OfType<string>(), .. isUnusable ? [UnusableOf()] : Array.Empty<string>()],
            Connections = [.. connections.Select(Sample)],
            IsCutOff = connections.Count > 0 && connections.All(connection => connection.State != ConnectionState.Open),
            Events = decoding.Emitted,
            Faults = feed.FaultCount,
            FaultRate = received == 0 ? 0 : (double)(faults - before.Faults) / received,
            Gaps = feed.GapCount,
            Refused = [.. feed.NotServed.Where(status => status.State == SubscriptionState.Refused)],
        };
    }

    private string UnusableOf() => string.Create(
        CultureInfo.InvariantCulture,
        $"no usable message was received for {_unusable.Length.TotalSeconds:0} s, but {_unusable.Count} unusable ones; at most {feed.SilenceLimit.TotalSeconds:0} s is expected");

    private static ConnectionSample Sample(ConnectionStatus status) => new(
        status.Slot, status.State.ToString().ToLowerInvariant(), TopicText.LastErrorOf(status), status.LastFrameAt, status.Attempts, status.Frames, status.Bytes);

    private static string? ReasonOf(ConnectionStatus status) =>
        status.State == ConnectionState.Open ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"connection {status.Slot + 1} is {(status.IsOverCap ? "one too many for the account" : "not open")}{(status.LastError is { } error ? $": {error.TrimEnd('.')}" : string.Empty)}");

    private static string? SilenceOf(ConnectionStatus status, Timestamp now) =>
        status.SilentSince is not { } since ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"connection {status.Slot + 1} has received no data for {(now - since).TotalSeconds:0} s; at most {status.PauseLimit?.TotalSeconds:0} s is expected for its subscriptions");
}
