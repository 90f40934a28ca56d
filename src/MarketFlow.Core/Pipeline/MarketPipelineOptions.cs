namespace MarketFlow;

/// <summary>The numbers of a <see cref="MarketPipeline"/>. The defaults are those of domain.md, and fit 8,000 symbols through a market open.</summary>
public sealed record MarketPipelineOptions
{
    private readonly ValueList<MarketDetectors> _detectors;

    /// <summary>How long an event is remembered to recognise its copies from other connections.</summary>
    /// <value>Above zero; default 5 s. Copies of one real redundant feed arrived up to 812 ms apart.</value>
    public TimeSpan DeduplicationWindow { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether copies of one event may come: over redundant connections, from several feeds, or told again on subscribe.</summary>
    /// <value>
    /// Default true. Where false, events to which the vendor gives no identity, quotes above all, pass without being remembered: a
    /// single connection tells each once, and two equal ones are two. Those with an identity are deduplicated in any case.
    /// </value>
    public bool HasCopies { get; init; } = true;

    /// <summary>How many past events per symbol and kind the venue sends again on every subscribe.</summary>
    /// <value>0 or more; default 0: the venue sends none, and nothing is remembered for it.</value>
    public int ReplayDepth { get; init; }

    /// <summary>Trades and quotes: at once; a full lane drops the oldest trade and conflates quotes per symbol.</summary>
    public MarketChannelOptions Tick { get; init; } = new()
    {
        Channel = new() { Name = "tick", Validate = IsInvalid },
        Lane = new() { Name = "tick", Capacity = 65_536 },
    };

    /// <summary>Bars: 100 at a time or after 100 ms; a full lane conflates per symbol and interval.</summary>
    public MarketChannelOptions Bars { get; init; } = new()
    {
        Channel = new() { Name = "bars", Validate = IsInvalid, BatchSize = 100, MaxWait = TimeSpan.FromMilliseconds(100) },
        Lane = new() { Name = "bars", Capacity = 16_384 },
    };

    /// <summary>Fair market values: 50 at a time or after 500 ms; a full lane conflates per symbol.</summary>
    public MarketChannelOptions Fmv { get; init; } = new()
    {
        Channel = new() { Name = "fmv", Validate = IsInvalid, BatchSize = 50, MaxWait = TimeSpan.FromMilliseconds(500) },
        Lane = new() { Name = "fmv", Capacity = 8_192 },
    };

    /// <summary>The detectors that look at what the channels emit; each set at its own part of the events.</summary>
    /// <value>Default: none. <see cref="MarketDetectors.All"/> is all of them, by the hours of US stocks.</value>
    /// <remarks>
    /// New highs and lows go into the lane of bars, trends and surges into that of fair market values, others into the lowest; those of
    /// raised symbols into the tick lane. A full lane drops the oldest of them.
    /// </remarks>
    public IReadOnlyList<MarketDetectors> Detectors { get => _detectors.Items; init => _detectors = new(value); }

    /// <summary>For how long detections of one kind and symbol compete, and who wins.</summary>
    /// <value>Default: domain.md's windows. Without effect where there are no detectors.</value>
    public ConflictWindows Conflicts { get; init; } = new();

    /// <summary>The lane of status messages, the highest of all.</summary>
    public LaneOptions Status { get; init; } = new() { Name = "status", Capacity = 8_192 };

    /// <summary>The lane of everything that has no channel, the lowest of all.</summary>
    public LaneOptions Other { get; init; } = new() { Name = "other", Capacity = 8_192 };

    /// <summary>Which bars, values and detections are raised to the tick lane.</summary>
    /// <value>Default: SPY, QQQ, IWM and DIA during the first 30 minutes after the open.</value>
    public Func<MarketEvent, bool> IsRaised { get; init; } = OpeningSymbols.Default.AreRaised;

    /// <summary>Notes how old events are as they come in (<c>decoded</c>), leave their channel (<c>channel</c>) and leave the merge (<c>merged</c>).</summary>
    /// <value>Default null: nobody measures, and nothing is spent on it.</value>
    public FlowMeter<MarketEvent>? Meter { get; init; }

    /// <summary>How many events in a row may overtake a waiting lower lane.</summary>
    /// <value>At least 1; default 64.</value>
    public int MaxBurst { get; init; } = 64;

    private static string? IsInvalid(MarketEvent value) => value.Validate();
}
