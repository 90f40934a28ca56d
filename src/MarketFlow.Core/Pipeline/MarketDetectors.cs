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

    /// <summary>Bars of much volume.</summary>
    public VolumeSurgeOptions? VolumeSurge { get; init; } = new();

    /// <summary>Bars that closed far from where they opened.</summary>
    public SignificantMoveOptions? SignificantMove { get; init; } = new();

    /// <summary>Bars that closed at the highest or lowest price of the last ones.</summary>
    public CloseAtExtremeOptions? CloseAtExtreme { get; init; } = new();

    /// <summary>Bars that opened far from the last close.</summary>
    public BarGapOptions? BarGap { get; init; } = new();

    /// <summary>Fair market values far from the last trade, or always on one side of it.</summary>
    public FairValueOptions? FairValue { get; init; } = new();

    /// <summary>The same detectors by another calendar.</summary>
    /// <param name="calendar">When which session is.</param>
    /// <exception cref="ArgumentNullException"><paramref name="calendar"/> is null.</exception>
    public MarketDetectors By(MarketCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);

        // Conditions of stocks are judged by the hours of stocks. A market without hours has none that could differ from the usual ones.
        var rule = calendar == MarketCalendar.AroundTheClock ? TradeEligibility.UsStocks : TradeEligibility.By(calendar);
        return this with
        {
            HighLow = HighLow is null ? null : HighLow with { Calendar = calendar, Eligibility = ByDefault(HighLow.Eligibility) },
            Trend = Trend is null ? null : Trend with { Calendar = calendar, Eligibility = ByDefault(Trend.Eligibility) },
            Surge = Surge is null ? null : Surge with { Calendar = calendar, Eligibility = ByDefault(Surge.Eligibility) },
            VolumeSurge = VolumeSurge is null ? null : VolumeSurge with { Calendar = calendar },
            CloseAtExtreme = CloseAtExtreme is null ? null : CloseAtExtreme with { Calendar = calendar },
            FairValue = FairValue is null ? null : FairValue with { Calendar = calendar, Eligibility = ByDefault(FairValue.Eligibility) },
        };

        // A rule of the user's own stays.
        Func<Trade, TradeUpdates> ByDefault(Func<Trade, TradeUpdates> own) => own == TradeEligibility.UsStocks ? rule : own;
    }
}
