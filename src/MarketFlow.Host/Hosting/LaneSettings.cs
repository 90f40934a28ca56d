namespace MarketFlow.Host;

/// <summary>How much each lane of the pipeline holds, and for how long.</summary>
internal sealed record LaneSettings
{
    /// <summary>Gaps and other status: the first to go.</summary>
    public LaneLimits Status { get; init; } = new();

    /// <summary>Trades and quotes.</summary>
    public LaneLimits Tick { get; init; } = new();

    /// <summary>Bars, and new highs and lows.</summary>
    public LaneLimits Bars { get; init; } = new();

    /// <summary>Fair market values, trends and surges.</summary>
    public LaneLimits Fmv { get; init; } = new();

    /// <summary>Everything else.</summary>
    public LaneLimits Other { get; init; } = new();

    /// <summary>The options with these limits.</summary>
    public MarketPipelineOptions In(MarketPipelineOptions options) => options with
    {
        Status = Status.In(options.Status),
        Tick = options.Tick with { Lane = Tick.In(options.Tick.Lane) },
        Bars = options.Bars with { Lane = Bars.In(options.Bars.Lane) },
        Fmv = options.Fmv with { Lane = Fmv.In(options.Fmv.Lane) },
        Other = Other.In(options.Other),
    };

    /// <summary>Says what is out of range: one sentence per setting that names it, its value and what is allowed.</summary>
    public IEnumerable<string> Validate() =>
    [
        .. Status.Validate(nameof(Status)),
        .. Tick.Validate(nameof(Tick)),
        .. Bars.Validate(nameof(Bars)),
        .. Fmv.Validate(nameof(Fmv)),
        .. Other.Validate(nameof(Other)),
    ];
}
