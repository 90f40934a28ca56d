using System.Reactive.Concurrency;

namespace MarketFlow.Host;

/// <summary>Looks at everything that must be right before the host goes into production, and says of each what it saw.</summary>
/// <remarks>
/// Nothing that runs is touched but the vendors' accounts: a feed is connected to, once, and let go. All checks are made even where one
/// fails, so that one run tells all there is to do; only without a usable configuration there is nothing else to look at.
/// </remarks>
internal static class Readiness
{
    /// <param name="read">Reads the settings; what it throws is the first thing that is told.</param>
    /// <param name="options">How it is checked.</param>
    /// <param name="clock">Bounds the waits.</param>
    public static async Task<IReadOnlyList<ReadinessCheck>> CheckAsync(Func<HostSettings> read, ReadinessOptions options, IScheduler clock)
    {
        HostSettings settings;
        try
        {
            settings = read();
            FaultScriptFile.Read(settings);
        }
        catch (SettingsException error)
        {
            return [.. error.Problems.Select(problem => ReadinessCheck.Failed("configuration", problem.StartsWith(' ') ? problem.Trim() : $"{HostSettings.Section}:{problem}"))];
        }

        List<ReadinessCheck> checks =
        [
            ReadinessCheck.Ok("configuration", settings.Feeds.Count switch { 0 => "no feeds", 1 => "1 feed", var feeds => $"{feeds} feeds" }),
            .. Source(settings),
            .. AddressCheck.Check(settings),
            TlsCheck.Check(settings.Tls, clock.Now),
            FolderCheck.Check(settings.Recorder),
            .. await FeedsAsync(settings, options, clock),
            .. await CanaryCheck.CheckAsync(settings, options, clock),
        ];
        return checks;
    }

    // Invented and recorded prices are never ready for production, unless they are asked for.
    private static IEnumerable<ReadinessCheck> Source(HostSettings settings) =>
        settings.Feeds.Count > 0 ? []
        : settings.Recording is not null ? [ReadinessCheck.NotLive("source", "a recorded session, not a feed")]
        : settings.Simulated ? [ReadinessCheck.NotLive("source", "the simulated market, as --simulated says: all prices are invented")]
        : [ReadinessCheck.Failed("source", "no feed is configured, so the host would serve the simulated market; must be at least 1 feed. To check the simulated market, pass --simulated.")];

    private static async Task<IReadOnlyList<ReadinessCheck>> FeedsAsync(HostSettings settings, ReadinessOptions options, IScheduler clock)
    {
        if (options.IsOffline)
        {
            return [ReadinessCheck.Skipped("feeds", "left alone, as --offline says")];
        }

        if (settings.Recording is { } recording)
        {
            return [ReadinessCheck.Ok("recording", $"{recording.File} can be played")];
        }

        await using var market = settings.Feeds.Count == 0 ? await EmbeddedMarket.StartAsync(settings, isQuiet: true) : null;
        IReadOnlyList<FeedSettings> feeds = market is null ? settings.Feeds : [market.Feed];
        return await Task.WhenAll(feeds.Select(feed => FeedCheck.CheckAsync(feed, options.FeedTimeout, clock)));
    }
}
