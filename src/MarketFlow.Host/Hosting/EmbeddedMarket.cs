using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The simulated market of a host without feeds: a vendor of its own on a free port of this machine, so that the way without configuration is the real one.</summary>
internal sealed class EmbeddedMarket : IAsyncDisposable
{
    private readonly WebApplication _vendor;

    private EmbeddedMarket(WebApplication vendor)
    {
        _vendor = vendor;
        Feed = new()
        {
            Name = "simulated",
            Dialect = "massive",
            Url = vendor.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/stocks",
            Symbols = [FeedTopic.AllSymbols],
            Hours = FeedSettings.Always,
            Key = "simulated",
            IsSimulated = true,
            Besides = vendor.Services.GetRequiredService<MarketHost>().Feeds.OfType<SimulatedFeed>().Single().Notices,
        };
    }

    /// <summary>The feed that takes it in: everything, at all hours. What Massive's protocol has no messages for comes within the process.</summary>
    public FeedSettings Feed { get; }

    /// <summary>Starts it.</summary>
    /// <param name="settings">Whose market it is, and what goes wrong with it; the rest is the host's own.</param>
    /// <param name="isQuiet">Whether it logs nothing.</param>
    public static async Task<EmbeddedMarket> StartAsync(HostSettings settings, bool isQuiet = false)
    {
        HostSettings own = new()
        {
            Urls = "http://127.0.0.1:0",
            Simulation = settings.Simulation,
            Faults = settings.Faults,
            Detectors = DetectorSettings.None,
            Alerts = AlertSettings.None,
            ShutdownTimeout = TimeSpan.FromSeconds(1),
        };
        var vendor = HostApplication.Create(own, isQuiet);
        await vendor.ListenAsync(CancellationToken.None);
        return new(vendor);
    }

    /// <summary>Stops it, then ends it: a host that could not start is still about to connect to it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _vendor.StopAsync();
        await _vendor.DisposeAsync();
    }
}
