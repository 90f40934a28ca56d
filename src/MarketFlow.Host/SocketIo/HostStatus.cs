using System.Globalization;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>How the host is, as <c>status_update</c> tells it.</summary>
internal static class HostStatus
{
    /// <summary>The calendar by which <c>market_status</c> and the activity's totals go: the one of its feeds that is not always open, if any.</summary>
    public static MarketCalendar CalendarOf(IEnumerable<IFeed> feeds) =>
        feeds.Select(feed => feed.Calendar).FirstOrDefault(calendar => calendar != MarketCalendar.AroundTheClock) ?? MarketCalendar.AroundTheClock;

    /// <summary>Any thread.</summary>
    public static JsonObject Of(MarketHost host, MarketCalendar calendar) => ToJson(
        [.. host.Feeds.Select(feed => (feed.Name, IsReady: feed.NotReady is null))], host.NotReady.Count == 0, calendar.PeriodAt(host.Now).Part, host.Now, host.IsSimulated);

    /// <param name="feeds">The feeds, and whether each has a connection.</param>
    /// <param name="isReady">True where nothing is wrong with the host.</param>
    /// <param name="part">Where in the trading day it is.</param>
    /// <param name="now">The present.</param>
    /// <param name="isSimulated">True where prices are invented.</param>
    internal static JsonObject ToJson(IReadOnlyList<(string Name, bool IsReady)> feeds, bool isReady, TradingPart part, Timestamp now, bool isSimulated = false)
    {
        var isConnected = feeds.Any(feed => feed.IsReady);
        JsonObject status = new()
        {
            ["status"] = !isConnected ? "disconnected" : isReady ? "connected" : "degraded",
            ["connected"] = isConnected,
            ["provider"] = string.Join(", ", feeds.Select(feed => feed.Name)),
            ["market_status"] = part switch
            {
                TradingPart.Premarket => "premarket",
                TradingPart.Regular => "open",
                TradingPart.AfterHours => "after_hours",
                _ => "closed",
            },
            ["timestamp"] = now.ToString(format: null, CultureInfo.InvariantCulture),
            ["avg_response"] = null, // nothing is asked of a provider that it answers: it sends
        };
        if (isSimulated)
        {
            status["simulated"] = true;
        }

        return status;
    }
}
