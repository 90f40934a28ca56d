namespace MarketFlow;

/// <summary>When a new high or low of the session is worth telling. The defaults are those of domain.md.</summary>
/// <remarks>Checked by <c>DetectHighLow</c> at the call.</remarks>
public sealed record HighLowOptions
{
    private const string Whose = "High/low";
    private readonly ValueList<PriceBand> _bands = new(
    [
        new(Below: 1, Percent: 0.2m, Amount: 0.005m),
        new(Below: 5, Percent: 0.15m, Amount: 0.01m),
        new(Below: 25, Percent: 0.1m, Amount: 0.02m),
        new(Below: 100, Percent: 0.08m, Amount: 0.05m),
        new(Below: decimal.MaxValue, Percent: 0.05m, Amount: 0.10m),
    ]);

    /// <summary>When which session is, and so when highs and lows begin anew.</summary>
    /// <value>Default: <see cref="MarketCalendar.UsStocks"/>. While it says closed, nothing is detected.</value>
    public MarketCalendar Calendar { get; init; } = MarketCalendar.UsStocks;

    /// <summary>The rule that says what a trade updates, by its conditions.</summary>
    /// <value>Called once per trade, in order. Default: <see cref="TradeEligibility.UsStocks"/>.</value>
    public Func<Trade, TradeUpdates> Eligibility { get; init; } = TradeEligibility.UsStocks;

    /// <summary>By how much a trade must exceed the extreme before it: by the band's percentage of that extreme <i>and</i> by its amount.</summary>
    /// <value>
    /// Bands by the trade's price, in ascending order; default: below 1, 0.2 % and 0.005; below 5, 0.15 % and 0.01; below 25, 0.1 % and
    /// 0.02; below 100, 0.08 % and 0.05; else 0.05 % and 0.10.
    /// </value>
    public IReadOnlyList<PriceBand> Bands { get => _bands.Items; init => _bands = new(value); }

    /// <summary>What both minima of a band are multiplied by.</summary>
    /// <value>0 to 1,000; default 1, but 1.5 in the opening and 2 outside regular hours, where prices jump.</value>
    public PerSession<decimal> Factor { get; init; } = new(Premarket: 2, Opening: 1.5m, Midday: 1, Closing: 1, AfterHours: 2);

    /// <summary>Least time between two detections of a symbol in one direction; the extreme moves in any case.</summary>
    /// <value>Zero or more, at most a day; default 1 s.</value>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after the turn it reverses a detection may still complete a <see cref="ReversalPattern"/>.</summary>
    /// <value>Zero (no patterns but at the same instant) to a day; default 300 s.</value>
    public TimeSpan ReversalWindow { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>A pattern that took less than this is rapid.</summary>
    /// <value>Zero (none is) to a day; default 60 s.</value>
    public TimeSpan RapidWithin { get; init; } = TimeSpan.FromSeconds(60);

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
        OptionCheck.Bands(Whose, Bands);
        OptionCheck.That(Whose, Factor.All(factor => factor is >= 0 and <= 1_000), Factor, nameof(Factor), "0 to 1,000 in each session");
        OptionCheck.UpToADay(Whose, Cooldown, nameof(Cooldown));
        OptionCheck.UpToADay(Whose, ReversalWindow, nameof(ReversalWindow));
        OptionCheck.UpToADay(Whose, RapidWithin, nameof(RapidWithin));
        OptionCheck.Memory(Whose, IdleAfter, MaxSymbols, nameof(MaxSymbols));
    }
}
