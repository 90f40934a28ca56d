namespace MarketFlow;

/// <summary>When price or volume jumps. The defaults are those of domain.md.</summary>
/// <remarks>Checked by <c>DetectSurge</c> at the call. How the numbers work together: docs/explanation/detectors.md.</remarks>
public sealed record SurgeOptions
{
    private const string Whose = "Surge";
    private readonly ValueList<PriceBand> _bands = new(
    [
        new(Below: 10, Percent: 3, Amount: 0.10m),
        new(Below: 50, Percent: 2, Amount: 0.50m),
        new(Below: 200, Percent: 1.5m, Amount: 1),
        new(Below: 500, Percent: 1, Amount: 2),
        new(Below: decimal.MaxValue, Percent: 0.5m, Amount: 3),
    ]);

    /// <summary>When which session is, and so when surges begin anew.</summary>
    /// <value>Default: <see cref="MarketCalendar.UsStocks"/>. While it says closed, nothing is detected.</value>
    public MarketCalendar Calendar { get; init; } = MarketCalendar.UsStocks;

    /// <summary>The rule that says what a trade updates, by its conditions.</summary>
    /// <value>Called once per trade, in order. Default: <see cref="TradeEligibility.UsStocks"/>.</value>
    public Func<Trade, TradeUpdates> Eligibility { get; init; } = TradeEligibility.UsStocks;

    /// <summary>How long ago the price is that a trade is compared with, by session; to the second.</summary>
    /// <value>1 s to <see cref="Window"/>, in whole seconds; default 5 s, but 2 s in the opening and the closing, and 10 s outside regular hours.</value>
    public PerSession<TimeSpan> LookBack { get; init; } = new(
        Premarket: TimeSpan.FromSeconds(10),
        Opening: TimeSpan.FromSeconds(2),
        Midday: TimeSpan.FromSeconds(5),
        Closing: TimeSpan.FromSeconds(2),
        AfterHours: TimeSpan.FromSeconds(10));

    /// <summary>Of how long volume is averaged and volatility taken, up to the present second; an older price is compared with none.</summary>
    /// <value>2 s to 1 h, in whole seconds; default 60 s.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many earlier seconds with trades the window must have before a surge can be told.</summary>
    /// <value>1 to 3,600; default 3.</value>
    public int MinPoints { get; init; } = 3;

    /// <summary>The least move in percent, by session. The lower of this and the band's counts.</summary>
    /// <value>Above 0, at most 1,000; default 2 % in the opening and the closing, 1 % at midday, 0.5 % outside regular hours.</value>
    public PerSession<decimal> SessionPercent { get; init; } = new(Premarket: 0.5m, Opening: 2, Midday: 1, Closing: 2, AfterHours: 0.5m);

    /// <summary>The least move in percent, and the least in quote currency, by price. A price surges where it is beyond both.</summary>
    /// <value>In ascending order; default: below 10, 3 % and 0.10; below 50, 2 % and 0.50; below 200, 1.5 % and 1; below 500, 1 % and 2; else 0.5 % and 3.</value>
    public IReadOnlyList<PriceBand> Bands { get => _bands.Items; init => _bands = new(value); }

    /// <summary>What the least percentage is multiplied by as prices of the window are wild, usual or calm.</summary>
    /// <value>Default 0.7, 1 and 1.5.</value>
    public VolatilityFactor Volatility { get; init; } = new(High: 0.7, Normal: 1, Low: 1.5);

    /// <summary>How many times the average volume of a second with trades this second's must be.</summary>
    /// <value>0.000001 to 1,000,000; default 1.3.</value>
    public decimal VolumeThreshold { get; init; } = 1.3m;

    /// <summary>What makes a surge of the two, by session.</summary>
    /// <value>Default: either at midday, both in the opening and the closing, compensating outside regular hours.</value>
    public PerSession<SurgeMode> Mode { get; init; } = new(
        Premarket: SurgeMode.Compensating,
        Opening: SurgeMode.Both,
        Midday: SurgeMode.Either,
        Closing: SurgeMode.Both,
        AfterHours: SurgeMode.Compensating);

    /// <summary>For how long a surge is news.</summary>
    /// <value>Zero to a day; default 30 s.</value>
    public TimeSpan Expiry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Least time between two surges of a symbol in one direction; what has none is a direction of its own.</summary>
    /// <value>Zero to a day; default 5 s.</value>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromSeconds(5);

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
        OptionCheck.That(Whose, IsWhole(Window) && Window >= TimeSpan.FromSeconds(2) && Window <= TimeSpan.FromHours(1), Window, nameof(Window), "2 s to 1 h, in whole seconds");
        var longest = Window;
        OptionCheck.That(
            Whose, LookBack.All(value => IsWhole(value) && value >= TimeSpan.FromSeconds(1) && value <= longest), LookBack, nameof(LookBack), "1 s to Window, in whole seconds, in each session");
        OptionCheck.That(Whose, MinPoints is >= 1 and <= 3_600, MinPoints, nameof(MinPoints), "1 to 3,600");
        OptionCheck.That(Whose, SessionPercent.All(value => value is > 0 and <= 1_000), SessionPercent, nameof(SessionPercent), "above 0, at most 1,000, in each session");
        OptionCheck.Bands(Whose, Bands);
        OptionCheck.That(Whose, Bands.All(band => band is { Percent: > 0, Amount: > 0 }), string.Join(", ", Bands), nameof(Bands), "above 0 in Percent and Amount");
        Volatility.Check(Whose);
        OptionCheck.That(Whose, VolumeThreshold is >= 0.000_001m and <= 1_000_000, VolumeThreshold, nameof(VolumeThreshold), "0.000001 to 1,000,000");
        OptionCheck.That(Whose, Mode.All(mode => Enum.IsDefined(mode)), Mode, nameof(Mode), $"one of {string.Join(", ", Enum.GetNames<SurgeMode>())} in each session");
        OptionCheck.UpToADay(Whose, Expiry, nameof(Expiry));
        OptionCheck.UpToADay(Whose, Cooldown, nameof(Cooldown));
        OptionCheck.Memory(Whose, IdleAfter, MaxSymbols, nameof(MaxSymbols));

        static bool IsWhole(TimeSpan span) => span.Ticks % TimeSpan.TicksPerSecond == 0;
    }
}
