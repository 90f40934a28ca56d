using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Takes one feed out of a recording of several.</summary>
internal static class LinesOfFeed
{
    /// <summary>The lines of one feed's connections, which a recorder names <c>FEED.NUMBER</c>, and those that cannot be read.</summary>
    /// <param name="lines">A recording.</param>
    /// <param name="feed">The feed's name; null for all lines.</param>
    public static IEnumerable<RecordedLine> Of(this IEnumerable<RecordedLine> lines, string? feed) =>
        feed is null ? lines : lines.Where(line => line.Kind == RecordedLineKind.Malformed || IsOf(line.ConnectionName, feed));

    /// <summary>The feed of a connection's name; the whole name where no recorder of MarketFlow's gave it.</summary>
    public static string FeedOf(string connection) => connection.LastIndexOf('.') is > 0 and var dot ? connection[..dot] : connection;

    private static bool IsOf(string connection, string feed) =>
        connection.LastIndexOf('.') == feed.Length && connection.StartsWith(feed, StringComparison.Ordinal);
}
