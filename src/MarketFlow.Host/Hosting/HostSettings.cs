using System.Reactive.Concurrency;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Everything that can be configured, under <c>MarketFlow</c> in <c>appsettings.json</c>, <c>MARKETFLOW__…</c> in the environment.</summary>
internal sealed record HostSettings
{
    public const string Section = "MarketFlow";
    public const string DefaultUrls = "http://127.0.0.1:8765";

    /// <summary>Where clients are served: one or more addresses, separated by semicolons.</summary>
    /// <value>http:// and https:// addresses; default <c>http://127.0.0.1:8765</c>: this machine only.</value>
    public string Urls { get; init; } = DefaultUrls;

    /// <summary>The feeds taken in. Without any configuration, or with <c>--simulated</c>, the simulated market is.</summary>
    public IReadOnlyList<FeedSettings> Feeds { get; init; } = [];

    /// <summary>Whether the host serves the simulated market, although it is configured. Prices are invented and marked as simulated.</summary>
    /// <value>
    /// <c>true</c> or <c>false</c>; default false. On the command line <c>--simulated</c>. Not together with <c>Feeds</c> or <c>Recording</c>. Where
    /// <c>--config</c>, a file with settings or any setting of a feed is given, there must be a feed, a recording, or this.
    /// </value>
    public bool Simulated { get; init; }

    /// <summary>Days on which US stocks are not traded, besides weekends and the exchange's holidays: a storm, a day of mourning.</summary>
    /// <value>
    /// Dates such as <c>2025-01-09</c>; default: none. On them no data is expected of feeds with <c>us-stocks</c> hours, and detectors see a
    /// closed market.
    /// </value>
    public IReadOnlyList<DateOnly> ClosedDays { get; init; } = [];

    /// <summary>The simulated market that is served where nothing is configured, or with <c>--simulated</c>.</summary>
    public SimulatedMarketOptions Simulation { get; init; } = new();

    /// <summary>A recorded session that is played in place of the simulated market, and served in the vendors' protocols.</summary>
    /// <value>Default: none. At its end the host says so and stays open.</value>
    public RecordingSettings? Recording { get; init; }

    /// <summary>Where and how much may be recorded of what comes in, see <c>../how-to/record-and-replay.md</c>.</summary>
    /// <value>What changes counts from the next recording on.</value>
    [Reloaded]
    public RecorderSettings Recorder { get; init; } = new();

    /// <summary>Which detectors look at what comes in.</summary>
    /// <value>Default: all of them (see <c>protocol.md</c>), each feed by the sessions of its <c>Hours</c>; <c>simulate</c> has none.</value>
    public DetectorSettings Detectors { get; init; } = new();

    /// <summary>How much the lanes hold, and for how long.</summary>
    /// <value>One each for status, tick, bars, fmv and what has no channel.</value>
    public LaneSettings Lanes { get; init; } = new();

    /// <summary>When alerts are raised, and whom they are told, see <c>../operations/alerts.md</c>.</summary>
    /// <value>Default: by the table there, and nobody but the log, the metrics and the pages.</value>
    public AlertSettings Alerts { get; init; } = new();

    /// <summary>What clients are allowed, on <c>/ws</c> and in the vendors' protocols.</summary>
    /// <value>What changes while the host runs counts for clients that come, and topics that are asked for, from then on.</value>
    public ClientOptions Clients { get; init; } = new();

    /// <summary>What clients of <c>/socket.io/</c> are allowed besides.</summary>
    public SocketIoOptions SocketIo { get; init; } = new();

    /// <summary>Where metrics are sent besides being served on <c>/metrics</c>.</summary>
    /// <value>Default: nowhere.</value>
    public OtlpSettings? Otlp { get; init; }

    /// <summary>The certificate with which https:// addresses of <see cref="Urls"/> are served, beside plain ones.</summary>
    /// <value>Default: none, and such an address is refused.</value>
    public TlsSettings? Tls { get; init; }

    /// <summary>The keys with which clients of the vendors' protocols come in.</summary>
    /// <value>
    /// Default: none, and clients on this machine come in with any key, others not at all. <c>/ws</c>, <c>/api</c> and <c>/metrics</c> ask
    /// clients on other machines for one as <c>Authorization: Bearer KEY</c>; for <c>/socket.io/</c> see <c>socket-io.md</c>.
    /// A change counts for clients that come from then on.
    /// </value>
    [Reloaded]
    public IReadOnlyList<ClientKey> Keys { get; init; } = [];

    /// <summary>Origins of web pages that may connect besides the host's own, e.g. <c>https://desk.example</c>.</summary>
    /// <value>
    /// Origins; default: none. Programs that are not browsers send no origin and need none. On this machine the host answers, besides to its
    /// address and <c>localhost</c>, to their names; by another name, as through a proxy that passes one on, it asks for a key (421).
    /// </value>
    [Reloaded]
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>A fault script by which the sockets of the vendors' protocols do wrong, to test clients against; see <c>simulate</c>.</summary>
    /// <value>A JSON file, see <c>fault-scripts.md</c>; default: none.</value>
    public string? Faults { get; init; }

    /// <summary>Where it is written every second until when each feed was received, so that a restart tells clients of the gap.</summary>
    /// <value>A file that the host may write; default: none, and a restart knows of no gap.</value>
    public string? StateFile { get; init; }

    /// <summary>How long an event is remembered to recognise its copies from other connections.</summary>
    /// <value>1 ms to 10 minutes; default 5 s.</value>
    public TimeSpan DeduplicationWindow { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a shutdown may take to deliver what is under way before clients are cut off.</summary>
    /// <value>Zero to 10 minutes; default 10 s.</value>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same settings, in which <see cref="ClosedDays"/> are each feed's.</summary>
    public HostSettings WithClosedDays() =>
        ClosedDays.Count == 0 ? this : this with { Feeds = [.. Feeds.Select(feed => feed with { ClosedDays = [.. ClosedDays.Union(feed.ClosedDays)] })] };

    /// <summary>Says what is out of range: one sentence per setting that names it, its value and what is allowed.</summary>
    /// <returns>Empty where all is well.</returns>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [.. Clients.Validate(), .. Lanes.Validate(), .. Alerts.Validate(), .. SocketIo.Validate(), .. ClientKey.Validate(Keys)];
        foreach (var (index, feed) in Feeds.Index())
        {
            problems.AddRange(feed.Validate($"Feeds:{index}"));
        }

        problems.AddRange(Recorder.Validate(nameof(Recorder)));
        problems.AddRange(Recording?.Validate(nameof(Recording)) ?? []);
        problems.AddRange(Otlp?.Validate(nameof(Otlp)) ?? []);
        if (Recording is not null && Feeds.Count > 0)
        {
            problems.Add($"{nameof(Recording)} is \"{Recording.File}\", and {Feeds.Count} feeds are configured; must be one or the other.");
        }

        if (Simulated && (Recording is not null || Feeds.Count > 0))
        {
            problems.Add($"{nameof(Simulated)} is true, and {(Recording is null ? $"{Feeds.Count} feeds are" : "a recording is")} configured; must be one or the other.");
        }

        var repeated = Feeds.CountBy(feed => feed.NameOrDialect).Where(feeds => feeds.Value > 1).Select(feeds => feeds.Key);
        problems.AddRange(repeated.Select(name => $"Feeds: two feeds are named \"{name}\"; names must be unique."));
        foreach (var url in Urls.Split(';'))
        {
            Require(
                Uri.TryCreate(url.Replace("://*", "://any", StringComparison.Ordinal).Replace("://+", "://any", StringComparison.Ordinal), UriKind.Absolute, out var address)
                    && address.Scheme is "http" or "https",
                nameof(Urls), url, "an http:// or https:// address with a port");
        }

        problems.AddRange(new[] { (Name: nameof(StateFile), Path: StateFile), (Name: nameof(Faults), Path: Faults) }
            .Where(file => file.Path is { Length: 0 }).Select(file => $"{file.Name} is empty; must be the path of a file, or be left out."));
        if (Tls?.Problem() is { } problem)
        {
            problems.Add(problem);
        }
        else if (Tls is null && Urls.Split(';').FirstOrDefault(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)) is { } secure)
        {
            problems.Add($"Urls has {secure}, and Tls:Certificate is missing; must be the file of a certificate.");
        }

        try
        {
            SimulatedMarket.Events(Simulation, Scheduler.Immediate); // cold: it checks its options and starts nothing
        }
        catch (ArgumentOutOfRangeException error)
        {
            problems.Add($"Simulation: {Mistake.TextOf(error)}");
        }

        Require(DeduplicationWindow >= TimeSpan.FromMilliseconds(1) && DeduplicationWindow <= TimeSpan.FromMinutes(10), nameof(DeduplicationWindow), DeduplicationWindow, "1 ms to 10 minutes");
        Require(ShutdownTimeout >= TimeSpan.Zero && ShutdownTimeout <= TimeSpan.FromMinutes(10), nameof(ShutdownTimeout), ShutdownTimeout, "0 to 10 minutes");
        return problems;

        void Require<T>(bool isAllowed, string name, T value, string allowed)
        {
            if (!isAllowed)
            {
                problems.Add($"{name} is {value}; must be {allowed}.");
            }
        }
    }
}
