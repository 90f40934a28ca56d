using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration.Json;

namespace MarketFlow.Host;

/// <summary>The web application around the <see cref="MarketHost"/>: configuration, addresses, pages.</summary>
internal static class HostApplication
{
    /// <summary>Runs a host until it is told to end.</summary>
    /// <param name="commandLine">Settings that come before those of files and environment.</param>
    /// <param name="isVendor">True where it stands in for a vendor: it makes the market itself instead of connecting to one.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="config">A configuration file besides; null for none.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IEnumerable<KeyValuePair<string, string?>> commandLine, bool isVendor, CancellationToken cancellation, string? config = null)
    {
        try
        {
            await using var app = await CreateAsync(commandLine, isVendor, config);
            await app.ListenAsync(cancellation);
            Greeting.Write(Console.Out, app.Urls, app.Services.GetRequiredService<MarketHost>());
            await app.WaitForShutdownAsync(cancellation);
            return 0;
        }
        catch (Exception error) when (Mistake.Is(error))
        {
            return Mistake.Tell(command: null, error);
        }
    }

    /// <summary>Makes a host. Without feeds, and if it is no vendor itself, it comes with a market of its own on a socket of its own.</summary>
    internal static async Task<WebApplication> CreateAsync(IEnumerable<KeyValuePair<string, string?>> commandLine, bool isVendor = false, string? config = null)
    {
        var builder = BuilderOf(commandLine, config);
        var settings = SettingsReader.Read(builder.Configuration);
        settings = isVendor ? settings with { Detectors = DetectorSettings.None, Alerts = AlertSettings.None } : settings;
        if (isVendor || settings.Feeds.Count > 0 || settings.Recording is not null)
        {
            return Create(builder, settings, isLive: true);
        }

        var market = await EmbeddedMarket.StartAsync(settings);
        builder.Services.AddSingleton(_ => market); // made by the container's hand, so that it ends with the application
        return Create(builder, settings with { Feeds = [market.Feed], Simulated = false, Faults = null }, isLive: true);
    }

    /// <summary>Makes a host that serves another of this process, as its settings say, which no file changes.</summary>
    internal static WebApplication Create(HostSettings settings, bool isQuiet = false)
    {
        var builder = BuilderOf([], config: null);
        if (isQuiet)
        {
            builder.Logging.ClearProviders();
        }

        builder.Logging.AddFilter("MarketFlow", LogLevel.Warning); // the host that it serves tells of the same, once

        return Create(builder, settings, isLive: false);
    }

    /// <summary>Reads the settings as a host would.</summary>
    /// <exception cref="SettingsException">They cannot be used.</exception>
    internal static HostSettings ReadSettings(IEnumerable<KeyValuePair<string, string?>> commandLine, string? config) =>
        SettingsReader.Read(BuilderOf(commandLine, config).Configuration);

    private static WebApplicationBuilder BuilderOf(IEnumerable<KeyValuePair<string, string?>> commandLine, string? config)
    {
        try
        {
            // Settings lie beside the program, wherever it is started from.
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
            FollowFiles(builder.Configuration, config);
            builder.Configuration.AddInMemoryCollection(commandLine);
            return builder;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$" {error.Message} {error.InnerException?.Message}"]);
        }
    }

    // One that is named comes after those beside the program and before the environment: the nearer to the start, the stronger.
    private static void FollowFiles(ConfigurationManager configuration, string? named)
    {
        var sources = ((IConfigurationBuilder)configuration).Sources;
        foreach (var file in sources.OfType<JsonConfigurationSource>().ToList())
        {
            sources[sources.IndexOf(file)] = SettingsFile.Of(file);
        }

        if (named is not null)
        {
            var last = sources.OfType<SettingsFile>().LastOrDefault();
            sources.Insert(last is null ? 0 : sources.IndexOf(last) + 1, SettingsFile.Named(named));
        }
    }

    private static WebApplication Create(WebApplicationBuilder builder, HostSettings settings, bool isLive)
    {
        var faults = FaultScriptFile.Read(settings);
        settings = settings.WithSurges(faults);
        builder.Logging.LeaveFailuresToTheCaller();
        builder.WebHost.UseUrls(settings.Urls.Split(';'));
        if (settings.Tls is { } tls)
        {
            var certificate = tls.Load(); // lives as long as the application
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate));
        }

        // Whoever connects and says nothing, or not all, must not keep a socket for ever, nor all of them.
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxConcurrentConnections = settings.Clients.MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = settings.Clients.RequestTimeout;
            kestrel.Limits.KeepAliveTimeout = settings.Clients.RequestTimeout;
        });

        // Sends go out on the thread that sends, instead of one more of the pool: what is sent never waits for a client's code.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ShutdownTimeout + settings.Clients.CloseTimeout + TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<MarketHost>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MarketHost>());

        var app = Build(builder);
        app.Services.GetService<EmbeddedMarket>();
        var host = app.Services.GetRequiredService<MarketHost>();
        app.UseWebSockets();
        KeyRing keys = new(settings.Keys);
        IReadOnlyCollection<string> origins = isLive ? Follow(app, settings, host, keys) : settings.AllowedOrigins;
        OriginGuard.Use(app, origins);
        NameGuard.Use(app, origins, keys);
        KeyGuard.Use(app, keys);
        if (settings.Faults is not null)
        {
            FaultySockets.Use(app, faults, host.Clock, settings.Simulation.Seed);
        }

        app.MapClients(host.Hub, host.Clock);
        app.MapMassive(new VendorDesk(host.Hub, settings.Clients, keys, host.Clock) { HasMarket = host.Origins.Have }, host.Origins.Of);
        app.MapAlpaca(new VendorDesk(host.Hub, settings.Clients, keys, host.Clock) { HasMarket = host.Origins.Have }, host.Origins.Of);
        app.MapAlpacaTest(new VendorDesk(host.TestFeed.Hub, settings.Clients, keys, host.Clock));
        MapSocketIo(app, host, settings, keys);
        HealthPages.Map(app, host);
        StatusPages.Map(app, host);
        AlertPages.Map(app, host.Alerts.Book);
        RecordPage.Map(app, host.Recorder);
        MetricsPage.Map(app, host);
        TracePages.Map(app, host);
        OtlpExport.Start(app, settings.Otlp);
        MapDashboard(app, host);
        return app;
    }

    private static WebApplication Build(WebApplicationBuilder builder)
    {
        try
        {
            var app = builder.Build();
            app.Services.GetRequiredService<ILoggerFactory>(); // reads the settings of logging
            return app;
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            throw new SettingsException([$" {error.Message}"]);
        }
    }

    private static void MapDashboard(WebApplication app, MarketHost host)
    {
        DashboardPage.Map(app);
        OverviewPage.Map(app, host, ("alerts", () => AlertJson.Write(OverviewPage.Shown(host.Alerts.Book.Alerts))), ("record", () => RecordPage.ToJson(host.Recorder.Status)));
        ChannelsPage.Map(app, host);
        ClientsPage.Map(app, host);
        CapacityPage.Map(app, host);
        HistoryPage.Map(app, host);
    }

    // What can change while it runs is put in force, until it stops.
    private static LiveOrigins Follow(WebApplication app, HostSettings settings, MarketHost host, KeyRing keys)
    {
        LiveSettings live = new(settings, app.Configuration, Apply, app.Services.GetRequiredService<ILogger<LiveSettings>>());
        app.Lifetime.ApplicationStopping.Register(live.Dispose);
        return new(() => live.Current.AllowedOrigins);

        void Apply(HostSettings changed)
        {
            keys.Replace(changed.Keys);
            host.Hub.Options = host.TestFeed.Hub.Options = changed.Clients;
            host.Recorder.Settings = changed.Recorder;
        }
    }

    private static void MapSocketIo(WebApplication app, MarketHost host, HostSettings settings, KeyRing keys)
    {
        SessionRules rules = new(settings.SocketIo, settings.Clients, host.Clock);
        SocketIoDesk desk = new(host.Hub, rules, keys, () => host.Watch.Activity, () => HostStatus.Of(host, host.Calendar));
        app.MapSocketIo(new(desk, new(host.Watch.FlagsOf)), keys);
    }
}
