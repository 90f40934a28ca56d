namespace MarketFlow;

/// <summary>When prices are going somewhere. The defaults are those of domain.md.</summary>
/// <remarks>Checked by <c>DetectTrend</c> at the call. How the numbers work together: docs/explanation/detectors.md.</remarks>
public sealed record TrendOptions
{
    private const string Whose = "Trend";
    private readonly ValueList<TrendBand> _bands = new(
    [
        new(Below: 10, Threshold: 0.020),
        new(Below: 50, Threshold: 0.010),
        new(Below: 200, Threshold: 0.008),
        new(Below: 500, Threshold: 0.005),
        new(Below: decimal.MaxValue, Threshold: 0.003),
    ]);

    /// <summary>When which session is, and so when trends begin anew.</summary>
    /// <value>Default: <see cref="MarketCalendar.UsStocks"/>. While it says closed, nothing is detected.</value>
    public MarketCalendar Calendar { get; init; } = MarketCalendar.UsStocks;

    /// <summary>The rule that says what a trade updates, by its conditions.</summary>
    /// <value>Called once per trade, in order. Default: <see cref="TradeEligibility.UsStocks"/>.</value>
    public Func<Trade, TradeUpdates> Eligibility { get; init; } = TradeEligibility.UsStocks;

    /// <summary>Length of a point: of all trades in so long, counted from the Unix epoch, the last price and the volume are kept.</summary>
    /// <value>1 s to 1 min, in whole seconds; default 5 s. A step of price is from one point with trades to the next.</value>
    public TimeSpan PointInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The short window, which ends with the newest point.</summary>
    /// <value>A multiple of <see cref="PointInterval"/>, at most 1,000 times; default 180 s.</value>
    public TimeSpan ShortWindow { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>The medium window.</summary>
    /// <value>As the short one, and no shorter than it; default 360 s.</value>
    public TimeSpan MediumWindow { get; init; } = TimeSpan.FromSeconds(360);

    /// <summary>The long window.</summary>
    /// <value>As the medium one, and no shorter than it; default 600 s.</value>
    public TimeSpan LongWindow { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>The short window's share of the score.</summary>
    /// <value>0 to 1; default 0.3. The three shares are not made to add up to 1.</value>
    public double ShortWeight { get; init; } = 0.3;

    /// <summary>The medium window's share of the score.</summary>
    /// <value>0 to 1; default 0.4.</value>
    public double MediumWeight { get; init; } = 0.4;

    /// <summary>The long window's share of the score.</summary>
    /// <value>0 to 1; default 0.3.</value>
    public double LongWeight { get; init; } = 0.3;

    /// <summary>The share of price steps in a window's score: a mean step of 1 % is 1.</summary>
    /// <value>0 to 1; default 0.5.</value>
    public double PriceWeight { get; init; } = 0.5;

    /// <summary>The share of the position against VWAP (20 % is 1) and of its change from point to point (10 % is 1), together.</summary>
    /// <value>0 to 1; default 0.3.</value>
    public double VwapWeight { get; init; } = 0.3;

    /// <summary>The share of volume-weighted direction: three times the mean volume, all one way, is 1.</summary>
    /// <value>0 to 1; default 0.2.</value>
    public double VolumeWeight { get; init; } = 0.2;

    /// <summary>What a step weighs against the one after it.</summary>
    /// <value>Above 0, at most 1 (all weigh the same); default 0.9.</value>
    public double RecencyDecay { get; init; } = 0.9;

    /// <summary>The score from which there is a direction, by session. The lower of this and the band's counts.</summary>
    /// <value>Above 0, at most 1; default .010, .150, .008, .200, .005 from premarket to after hours.</value>
    public PerSession<double> SessionThreshold { get; init; } = new(Premarket: 0.010, Opening: 0.150, Midday: 0.008, Closing: 0.200, AfterHours: 0.005);

    /// <summary>The score from which there is a direction, by price.</summary>
    /// <value>In ascending order, above 0, at most 1; default: below 10 .020, below 50 .010, below 200 .008, below 500 .005, else .003.</value>
    public IReadOnlyList<TrendBand> Bands { get => _bands.Items; init => _bands = new(value); }

    /// <summary>What the threshold is multiplied by as prices of the long window are wild, usual or calm.</summary>
    /// <value>Default 0.5, 1 and 2.</value>
    public VolatilityFactor Volatility { get; init; } = new(High: 0.5, Normal: 1, Low: 2);

    /// <summary>How long a symbol must have traded in its period before a trend can be told, by session.</summary>
    /// <value>Zero to a day; default 90 s, but 45 s in the opening and 240 s after hours.</value>
    public PerSession<TimeSpan> WarmUp { get; init; } = new(
        Premarket: TimeSpan.FromSeconds(90),
        Opening: TimeSpan.FromSeconds(45),
        Midday: TimeSpan.FromSeconds(90),
        Closing: TimeSpan.FromSeconds(90),
        AfterHours: TimeSpan.FromSeconds(240));

    /// <summary>How many points the long window must have before a trend can be told.</summary>
    /// <value>2 to 1,000; default 8.</value>
    public int MinPoints { get; init; } = 8;

    /// <summary>A symbol that has not traded for this long, by event time, is forgotten, and starts over.</summary>
    /// <value>Above zero, at most 30 days; default 1 h.</value>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most symbols remembered; beyond it the one longest without a trade is forgotten.</summary>
    /// <value>At least 1; default 100,000.</value>
    public int MaxSymbols { get; init; } = 100_000;

    internal void Check()
    {
        OptionCheck.NotNull(Whose, Calendar, nameof(Calendar));
        OptionCheck.NotNull(Whose, Eligibility, nameof(Eligibility));
        var isWhole = PointInterval.Ticks % TimeSpan.TicksPerSecond == 0;
        OptionCheck.That(
            Whose, isWhole && PointInterval >= TimeSpan.FromSeconds(1) && PointInterval <= TimeSpan.FromMinutes(1), PointInterval, nameof(PointInterval), "1 s to 1 min, in whole seconds");
        CheckWindow(ShortWindow, PointInterval, nameof(ShortWindow));
        CheckWindow(MediumWindow, ShortWindow, nameof(MediumWindow));
        CheckWindow(LongWindow, MediumWindow, nameof(LongWindow));
        CheckShare(ShortWeight, nameof(ShortWeight));
        CheckShare(MediumWeight, nameof(MediumWeight));
        CheckShare(LongWeight, nameof(LongWeight));
        CheckShare(PriceWeight, nameof(PriceWeight));
        CheckShare(VwapWeight, nameof(VwapWeight));
        CheckShare(VolumeWeight, nameof(VolumeWeight));
        OptionCheck.That(Whose, RecencyDecay is > 0 and <= 1, RecencyDecay, nameof(RecencyDecay), "above 0, at most 1");
        OptionCheck.That(Whose, SessionThreshold.All(value => value is > 0 and <= 1), SessionThreshold, nameof(SessionThreshold), "above 0, at most 1, in each session");
        OptionCheck.NotNull(Whose, Bands, nameof(Bands));
        OptionCheck.That(Whose, TrendBand.Problem(Bands) is null, TrendBand.Problem(Bands), nameof(Bands), "in ascending order, the last Below decimal.MaxValue, each Threshold above 0 and at most 1");
        Volatility.Check(Whose);
        OptionCheck.That(Whose, WarmUp.All(value => value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1)), WarmUp, nameof(WarmUp), "0 to 1 day in each session");
        OptionCheck.That(Whose, MinPoints is >= 2 and <= 1_000, MinPoints, nameof(MinPoints), "2 to 1,000");
        OptionCheck.Memory(Whose, IdleAfter, MaxSymbols, nameof(MaxSymbols));

        void CheckWindow(TimeSpan window, TimeSpan least, string property) => OptionCheck.That(
            Whose,
            window >= least && window.Ticks % PointInterval.Ticks == 0 && window.Ticks / PointInterval.Ticks <= 1_000,
            window, property, $"a multiple of PointInterval, {least} to 1,000 times as long as that");

        static void CheckShare(double share, string property) => OptionCheck.That(Whose, share is >= 0 and <= 1, share, property, "0 to 1");
    }
}
