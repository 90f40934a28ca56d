namespace MarketFlow;

/// <summary>Which detectors look at what passes a <see cref="MarketPipeline"/>, and with which numbers. Null switches one off.</summary>
/// <remarks>
/// A pipeline may have several sets, each with its own calendar and its own part of the events: stocks in New York's hours, crypto
/// currencies around the clock.
/// </remarks>
public sealed record MarketDetectors
{
    /// <summary>All detectors, with the numbers of domain.md and the hours of US stocks.</summary>
    public static MarketDetectors All { get; } = new();

    /// <summary>Which events the set looks at. Called on the channels' threads, for each event.</summary>
    /// <value>Default null: all.</value>
    public Func<MarketEvent, bool>? Watches { get; init; }

    /// <summary>New highs and lows of the session, from trades.</summary>
    public HighLowOptions? HighLow { get; init; } = new();

    /// <summary>Trends, from trades.</summary>
    public TrendOptions? Trend { get; init; } = new();

    /// <summary>Sudden moves of price or volume, from trades.</summary>
    public SurgeOptions? Surge { get; init; } = new();

    /// <summary>The same detectors by another calendar.</summary>
    /// <param name="calendar">When which session is.</param>
    /// <exception cref="ArgumentNullException"><paramref name="calendar"/> is null.</exception>
    public MarketDetectors By(MarketCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return this with
        {
            HighLow = HighLow is null ? null : HighLow with { Calendar = calendar },
            Trend = Trend is null ? null : Trend with { Calendar = calendar },
            Surge = Surge is null ? null : Surge with { Calendar = calendar },
        };
    }
}
