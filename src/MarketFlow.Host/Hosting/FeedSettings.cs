using System.Globalization;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>One feed to take in.</summary>
internal sealed record FeedSettings
{
    public const string Always = "always";
    private const string UsStocks = "us-stocks";

    /// <summary>The feed's name in messages, status and ledger.</summary>
    /// <value>Unique; default: the dialect's name.</value>
    public string? Name { get; init; }

    /// <summary>How the vendor talks.</summary>
    /// <value><c>alpaca</c>, <c>coinbase</c>, <c>hitbtc</c>, <c>kraken</c> or <c>massive</c>; no default.</value>
    public string Dialect { get; init; } = string.Empty;

    /// <summary>Where the feed is.</summary>
    /// <value>A ws:// or wss:// address; default: the vendor's own.</value>
    public string? Url { get; init; }

    /// <summary>How many redundant connections to hold.</summary>
    /// <value>1 to 64; default 1, as most vendors allow no more.</value>
    public int Connections { get; init; } = 1;

    /// <summary>The symbols to ask for.</summary>
    /// <value>
    /// The vendor's symbols, case-sensitive; <c>*</c> for all where the vendor has such a subscription (Massive, Alpaca; not for quotes of options). Asked
    /// for whatever clients do. Default: none, for feeds that send without being asked, such as a replayed session.
    /// </value>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Whether the feed is asked for what clients ask for, besides <see cref="Symbols"/>, as long as one of them does.</summary>
    /// <value><c>true</c> or <c>false</c>; default: true for Massive and Alpaca, false for the others, where a symbol of another market would spoil the question.</value>
    public bool? FollowClients { get; init; }

    /// <summary>How long a topic is still asked for when the last client that wanted it has left, so that one that comes back misses nothing.</summary>
    /// <value>0 to 1 h; default 5 s.</value>
    public TimeSpan UnsubscribeAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The account's key.</summary>
    /// <value>Default: none, for vendors that let everybody in. Better in the environment than in a file.</value>
    public string? Key { get; init; }

    /// <summary>The key's secret, for vendors that give one.</summary>
    /// <value>Default: none.</value>
    public string? Secret { get; init; }

    /// <summary>When the feed should be talking: <c>always</c>, or <c>us-stocks</c>.</summary>
    /// <value>
    /// <c>always</c> or <c>us-stocks</c>; default: the hours of the endpoint that the address names, e.g. <c>always</c> for crypto currencies;
    /// <c>us-stocks</c> for other addresses of Massive and Alpaca, <c>always</c> for the other venues.
    /// </value>
    public string? Hours { get; init; }

    /// <summary>Days on which this feed's market is closed, besides those of <c>ClosedDays</c> for all feeds.</summary>
    /// <value>Dates such as <c>2025-01-09</c>; default: none. For <c>us-stocks</c> hours only.</value>
    public IReadOnlyList<DateOnly> ClosedDays { get; init; } = [];

    /// <summary>How long trades and quotes of a whole market (<c>*</c>) may pause in those hours before the connection is recycled.</summary>
    /// <value>
    /// 0 (silence is never judged) to 1 h; default 15 s. No topic has a shorter limit. Longer ones: second bars of all symbols 30 s, minute
    /// bars of all symbols 150 s, single symbols a learned limit of a minute or more; halts, limit bands and news have none. See
    /// <c>../operations/resilience.md</c>.
    /// </value>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may receive nothing before the host sends a ping.</summary>
    /// <value>0 (never) to 1 h; default 20 s. A dead connection is ended within this and <c>PongTimeout</c> together, and half of the shorter one: 50 s.</value>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a ping may stay unanswered before the connection is replaced.</summary>
    /// <value>1 s to 1 h; default 20 s.</value>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a symbol of which trades, quotes or fair market values came may be silent in those hours before that is told.</summary>
    /// <value>0 (never) to 24 h; default 1 minute.</value>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Events of the vendor that its protocol has no messages for. Set by the host for its own simulated market alone; no setting.</summary>
    internal IObservable<MarketEvent>? Besides { get; init; }

    /// <summary>Whether its prices are invented. Set by the host for its own simulated market alone; no setting.</summary>
    internal bool IsSimulated { get; init; }

    public string NameOrDialect => Name ?? Dialect;

    public bool Follows => FollowClients ?? Dialect is "massive" or "alpaca";

    /// <summary>True where the feed is to be asked for anything; others send of themselves.</summary>
    public bool Asks => Follows || Key is not null || Symbols.Count > 0;

    public IDialect FindDialect() => Dialects.Named(Dialect);

    public Uri FindUrl() => Url is null ? FindDialect().Endpoint : new(Url);

    /// <summary>The vendor's endpoint; null where the dialect has none.</summary>
    public EndpointProfile? FindProfile() => EndpointProfiles.FindOrDefault(Dialect, FindUrl());

    public Func<DateTimeOffset, bool> FindHours() => Hours switch
    {
        UsStocks => MarketHours.RegularOf(StockCalendars.ClosedOn(ClosedDays)),
        Always => MarketHours.Always,
        _ when FindProfile() is not { Hours: not EndpointHours.Always } => MarketHours.Always,
        _ => StockCalendars.ExceptOn(ClosedDays, FindProfile()!.IsDataExpected),
    };

    public MarketCalendar FindCalendar() => Hours switch
    {
        UsStocks => StockCalendars.ClosedOn(ClosedDays),
        Always => MarketCalendar.AroundTheClock,
        _ => FindProfile()?.Calendar == MarketCalendar.UsStocks ? StockCalendars.ClosedOn(ClosedDays) : MarketCalendar.AroundTheClock,
    };

    /// <summary>The calendar of what a vendor tells, where nothing else is known.</summary>
    public static MarketCalendar CalendarOf(string dialect, IReadOnlyList<DateOnly>? closedDays = null) =>
        new FeedSettings { Dialect = dialect, ClosedDays = closedDays ?? [] }.FindCalendar();

    public IEnumerable<string> Validate(string at)
    {
        if (!Dialects.All.Any(dialect => dialect.Name == Dialect))
        {
            yield return $"{at}:Dialect is \"{Dialect}\"; must be one of {string.Join(", ", Dialects.All.Select(dialect => dialect.Name))}.";
        }

        if (Url is not null && !(Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss"))
        {
            yield return $"{at}:Url is \"{Url}\"; must be a ws:// or wss:// address.";
        }

        if (Connections is < 1 or > 64)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{at}:Connections is {Connections}; must be 1 to 64.");
        }

        if (Hours is not (null or Always or UsStocks))
        {
            yield return $"{at}:Hours is \"{Hours}\"; must be {Always} or {UsStocks}.";
        }

        if (SilenceLimit < TimeSpan.Zero || SilenceLimit > TimeSpan.FromHours(1))
        {
            yield return $"{at}:SilenceLimit is {SilenceLimit}; must be 0 to 1 hour.";
        }

        if (PingInterval < TimeSpan.Zero || PingInterval > TimeSpan.FromHours(1))
        {
            yield return $"{at}:PingInterval is {PingInterval}; must be 0 to 1 hour.";
        }

        if (PongTimeout < TimeSpan.FromSeconds(1) || PongTimeout > TimeSpan.FromHours(1))
        {
            yield return $"{at}:PongTimeout is {PongTimeout}; must be 1 second to 1 hour.";
        }

        if (StaleAfter < TimeSpan.Zero || StaleAfter > TimeSpan.FromHours(24))
        {
            yield return $"{at}:StaleAfter is {StaleAfter}; must be 0 to 24 hours.";
        }

        if (UnsubscribeAfter < TimeSpan.Zero || UnsubscribeAfter > TimeSpan.FromHours(1))
        {
            yield return $"{at}:UnsubscribeAfter is {UnsubscribeAfter}; must be 0 to 1 hour.";
        }

        if (Name is { Length: 0 })
        {
            yield return $"{at}:Name is empty; must name the feed, or be left out.";
        }

        foreach (var problem in FeedSymbols.Problems(at, this))
        {
            yield return problem;
        }
    }
}
