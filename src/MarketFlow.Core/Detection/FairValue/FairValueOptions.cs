namespace MarketFlow;

/// <summary>When a fair market value is news beside the last trade. The defaults are those of domain.md.</summary>
/// <remarks>Checked by <c>DetectFairValue</c> at the call.</remarks>
public sealed record FairValueOptions
{
    private const string Whose = "Fair value";

    /// <summary>Says when sessions change, and so when the last deviations are forgotten. The last trade outlives a change.</summary>
    /// <value>Default: <see cref="MarketCalendar.UsStocks"/>. While it says closed, values are passed over.</value>
    public MarketCalendar Calendar { get; init; } = MarketCalendar.UsStocks;

    /// <summary>The rule that says what a trade updates, by its conditions.</summary>
    /// <value>Called once per trade, in order. Default: <see cref="TradeEligibility.UsStocks"/>.</value>
    public Func<Trade, TradeUpdates> Eligibility { get; init; } = TradeEligibility.UsStocks;

    /// <summary>A value that is this far from the last trade, in percent of its price, or farther, is a deviation.</summary>
    /// <value>Above 0, at most 10,000; default 1.</value>
    public decimal MinPercent { get; init; } = 1;

    /// <summary>A deviation of this many percent or more is told as a valuation alert instead.</summary>
    /// <value><see cref="MinPercent"/> to 10,000; default 5.</value>
    public decimal AlertPercent { get; init; } = 5;

    /// <summary>Over how many of the last values consistency is judged.</summary>
    /// <value>2 to 64; default 5.</value>
    public int Window { get; init; } = 5;

    /// <summary>The part of the window that must lie on one side of the last trade to be consistent.</summary>
    /// <value>Above 0.5, so that it cannot be both sides, and at most 1; default 0.8.</value>
    public decimal ConsistentShare { get; init; } = 0.8m;

    /// <summary>While the last trade is older than this, by event time, nothing is measured against it.</summary>
    /// <value>Above zero, at most 1 day; default 15 min.</value>
    public TimeSpan MaxTradeAge { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A symbol without trade and value for this long is forgotten, by event time.</summary>
    /// <value>Above zero, at most 30 days; default 4 h.</value>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Most symbols remembered; beyond it the one longest without trade and value is forgotten.</summary>
    /// <value>At least 1; default 100,000.</value>
    public int MaxSymbols { get; init; } = 100_000;

    internal void Check()
    {
        OptionCheck.NotNull(Whose, Calendar, nameof(Calendar));
        OptionCheck.NotNull(Whose, Eligibility, nameof(Eligibility));
        OptionCheck.Percent(Whose, MinPercent, nameof(MinPercent));
        OptionCheck.That(
            Whose, AlertPercent >= MinPercent && AlertPercent <= 10_000, AlertPercent, nameof(AlertPercent), $"MinPercent, which is {MinPercent}, to 10,000");
        OptionCheck.That(Whose, Window is >= 2 and <= 64, Window, nameof(Window), "2 to 64");
        OptionCheck.That(Whose, ConsistentShare is > 0.5m and <= 1, ConsistentShare, nameof(ConsistentShare), "above 0.5 and at most 1");
        OptionCheck.That(
            Whose, MaxTradeAge > TimeSpan.Zero && MaxTradeAge <= TimeSpan.FromDays(1), MaxTradeAge, nameof(MaxTradeAge), "above zero and at most 1 day");
        OptionCheck.Memory(Whose, IdleAfter, MaxSymbols, nameof(MaxSymbols));
    }
}
