using System.Globalization;

namespace MarketFlow.Host;

/// <summary>The table of alerts as rules.</summary>
/// <remarks>
/// A value that is told of as "wrong or not" is 1 or 0, and the threshold a half. Of what is 0 where all is well, the threshold is 0.
/// Rule: domain.md, Health and alerts. That a channel should flow and does not (users.md) is <c>feed</c>'s: silent is a feed from which no event comes.
/// </remarks>
internal static class AlertRules
{
    private const string Host = "host";
    private const double Half = 0.5;
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    // What ChannelSample.Budget has in it beside the time the channel may gather for.
    private static readonly TimeSpan _budgetAtOnce = TimeSpan.FromMilliseconds(50);

    /// <summary>The names of all rules.</summary>
    public static IReadOnlyList<string> Names { get; } = ["latency", "faults", "lane", "loss", "channel", "feed", "memory", "ledger", "client", "subscription-refused"];

    /// <summary>The rules, for one book: some remember what they saw.</summary>
    /// <param name="settings">Thresholds and durations.</param>
    public static IReadOnlyList<AlertRule> Of(AlertSettings settings)
    {
        Increase lost = new(settings.LossClearsAfter);
        Increase slow = new(_minute);
        MemoryBaseline baseline = new(settings.MemoryWarmUp, settings.MemoryLeastBaseline);
        return
        [
            new("latency", settings.LatencyFor, sample => sample.Channels.Select(channel => Latency(channel, settings))),
            new("faults", settings.FaultsFor, sample => sample.Feeds.Select(feed => Faults(feed, settings))),
            new("lane", settings.LaneFor, sample => sample.Lanes.Select(lane => Lane(lane, settings))),
            new("loss", TimeSpan.Zero, sample => [Loss(lost.Of(sample.At, sample.Lost), settings)]),
            new("channel", settings.ChannelFor, sample => sample.Channels.Select(Channel)),
            new("feed", settings.FeedFor, sample => sample.Feeds.Select(Feed)),
            new("subscription-refused", TimeSpan.Zero, sample => sample.Feeds.Select(Refused)),
            new("memory", settings.MemoryFor, sample => [Memory("limit", "Memory", sample.ResidentBytes, settings.MemoryBytes, settings)]),
            new("memory", settings.MemoryGrowthFor, sample => [Growth(sample, baseline.At(sample), settings)]),
            new("ledger", TimeSpan.Zero, sample => [Ledger(sample.Imbalance)]),
            new("client", settings.ClientFor, sample => [Clients(slow.Of(sample.At, sample.SlowClients), settings)]),
        ];
    }

    private static AlertReading Latency(ChannelSample channel, AlertSettings settings)
    {
        var (p99, most) = (channel.P99 ?? TimeSpan.Zero, channel.Budget - _budgetAtOnce + settings.Latency);
        var (found, allowed) = ($"{Milliseconds(p99)} ms", $"at most {Milliseconds(most)} ms");
        return new(
            channel.Name, p99.TotalMilliseconds, most.TotalMilliseconds, Stepped(p99.TotalMilliseconds, most.TotalMilliseconds * settings.ErrorAt),
            $"p99 {found}", allowed, $"Channel {channel.Name}: p99 is {found}; must be {allowed}.");
    }

    private static AlertReading Faults(FeedSample feed, AlertSettings settings)
    {
        var (share, allowed) = (Percent(feed.FaultRate), $"at most {Percent(settings.FaultRate)}");
        return new(
            feed.Name, feed.FaultRate, settings.FaultRate, Stepped(feed.FaultRate, settings.FaultRate * settings.ErrorAt),
            $"{share} unreadable", allowed, $"Feed {feed.Name}: {share} of its messages in the last minute could not be read; must be {allowed}.");
    }

    private static AlertReading Lane(LaneSample lane, AlertSettings settings)
    {
        var (fill, allowed) = (Percent(lane.Fill), $"at most {Percent(settings.LaneFill)}");
        return new(
            lane.Name, lane.Fill, settings.LaneFill, Stepped(lane.Fill, settings.LaneErrorFill),
            $"{fill} full", allowed, Text($"Lane {lane.Name}: {lane.Waiting} of {lane.Capacity} places are taken, {fill}; must be {allowed}."));
    }

    private static AlertReading Loss(long lost, AlertSettings settings) => new(
        Host, lost, 0, AlertSeverity.Error, Text($"{lost} lost"), "none",
        Text($"Host: {lost} {(lost == 1 ? "event was" : "events were")} lost for want of room or time in the last {Seconds(settings.LossClearsAfter)} s; must be none."));

    private static AlertReading Channel(ChannelSample channel) => new(
        channel.Name, channel.Reasons.Count > 0 ? 1 : 0, Half, AlertSeverity.Critical,
        channel.Reasons.Count > 0 ? string.Join("; ", channel.Reasons) : "healthy", "healthy", $"Channel {channel.Name}: {string.Join("; ", channel.Reasons)}; must be healthy.");

    private static AlertReading Feed(FeedSample feed)
    {
        var trouble = feed.Trouble switch
        {
            FeedTrouble.Silent => "silent",
            FeedTrouble.OverCap => "over its cap",
            FeedTrouble.Disconnected => feed.IsCutOff ? "disconnected altogether" : "disconnected",
            _ => "connected",
        };
        var why = feed.Reasons.Count > 0 ? $"{trouble}: {string.Join("; ", feed.Reasons)}" : trouble;
        return new(
            feed.Name, feed.Trouble == FeedTrouble.None ? 0 : 1, Half, feed.IsCutOff ? AlertSeverity.Critical : AlertSeverity.Error,
            trouble, "connected and talking", $"Feed {feed.Name} is {why}; must be connected and talking.");
    }

    private static AlertReading Refused(FeedSample feed) => new(
        feed.Name, feed.Refused.Count, 0, AlertSeverity.Warning,
        feed.Refused.Count == 0 ? "none refused" : Text($"{feed.Refused.Count} refused: {TopicText.Names(feed.Refused)}"), "none refused",
        Text($"Feed {feed.Name}: the vendor refuses {feed.Refused.Count} {(feed.Refused.Count == 1 ? "topic" : "topics")}: {TopicText.Names(feed.Refused)}; must be none."));

    private static AlertReading Growth(HostSample sample, long? baseline, AlertSettings settings) =>
        Memory("growth", "Memory has grown, and", baseline is null ? 0 : sample.ResidentBytes, (baseline ?? 0) * (1 + settings.MemoryGrowth), settings);

    private static AlertReading Memory(string about, string subject, long resident, double most, AlertSettings settings)
    {
        var (found, allowed) = ($"{Megabytes(resident)} MB", $"at most {Megabytes(most)} MB");
        return new(about, resident, most, Stepped(resident, most * settings.MemoryErrorAt), $"{found} resident", allowed, $"{subject} is {found}; must be {allowed}.");
    }

    private static AlertReading Ledger(long imbalance) => new(
        Host, Math.Abs((double)imbalance), 0, AlertSeverity.Critical, Text($"imbalance {imbalance}"), "0",
        Text($"The ledger's imbalance is {imbalance}; must be 0: events were lost or invented without account."));

    private static AlertReading Clients(long slow, AlertSettings settings) => new(
        Host, slow, settings.SlowClients, AlertSeverity.Warning, Text($"{slow} a minute"), Text($"at most {settings.SlowClients} a minute"),
        Text($"{slow} {(slow == 1 ? "client was" : "clients were")} disconnected for being slow in the last minute; must be at most {settings.SlowClients}."));

    private static AlertSeverity Stepped(double value, double error) => value >= error ? AlertSeverity.Error : AlertSeverity.Warning;

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString(time.TotalMilliseconds < 10 ? "0.###" : "0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Percent(double share) => $"{(share * 100).ToString("0.#", CultureInfo.InvariantCulture)} %";

    private static string Megabytes(double bytes) => (bytes / 1_000_000).ToString("0", CultureInfo.InvariantCulture);
}
