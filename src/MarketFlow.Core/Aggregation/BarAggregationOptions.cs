namespace MarketFlow;

/// <summary>Which trades make bars, when a bar closes, and for how long it may still be revised.</summary>
/// <remarks>Checked by <c>AggregateBars</c> at the call.</remarks>
public sealed record BarAggregationOptions
{
    private const string Whose = "Bars from trades";
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    /// <summary>The rule that says what a trade updates, by its conditions: high and low, open and close, volume, each for itself.</summary>
    /// <value>
    /// Called once per trade, in order, on the source's thread. Default: <see cref="TradeEligibility.UsStocks"/>. A trade that updates nothing
    /// is removed as <see cref="RemovalReason.Filtered"/>, and so is the bar of an interval in which no trade sets a price.
    /// </value>
    public Func<Trade, TradeUpdates> Eligibility { get; init; } = TradeEligibility.UsStocks;

    /// <summary>Says of a trade whether it counts at all, for rules other than <see cref="Eligibility"/>: by its exchange, for instance.</summary>
    /// <value>
    /// Called once per trade, in order, on the source's thread. Default null: every trade counts. What does not is removed as
    /// <see cref="RemovalReason.Filtered"/>. Where it throws, the trade is removed as <see cref="RemovalReason.Invalid"/> and the result
    /// ends with that exception.
    /// </value>
    public Func<Trade, bool>? Counts { get; init; }

    /// <summary>How many intervals back from its symbol's newest trade a late trade may be and still revise its bar.</summary>
    /// <value>
    /// 0 to 1,000; default 3. Costs about 300 bytes each per symbol. A trade that is later than that is removed as <see cref="RemovalReason.Expired"/>.
    /// </value>
    public int RevisableBars { get; init; } = 3;

    /// <summary>How long after its end a bar closes by the clock, where no later trade of its symbol has closed it before.</summary>
    /// <value>
    /// Zero to 1 day; default 1 s. Shorter tells bars sooner, and more of them as revisions. Null: bars never close by the clock, only
    /// by event time and at the end of the stream, which is right for a recording that is not played in its own time. On a clock before
    /// 1678, which no event's time can reach, the end of a bar is counted from the arrival of its first trade.
    /// </value>
    public TimeSpan? ClosesAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most intervals without a trade in a row that are emitted as empty bars, at the close before them with volume 0.</summary>
    /// <value>0 to 10,000; default 0: they are left out. A longer silence, a night or a halt, is left out behind so many.</value>
    public int MaxEmptyBars { get; init; }

    /// <summary>Most trades of a bar that are kept so that one may be cancelled; the cancels of a bar with more are reported as not undone.</summary>
    /// <value>
    /// 1 to 10,000,000; default 100,000. About 130 bytes each, for as long as the bar may be revised. Without effect where the source is a
    /// stream of trades alone, which keeps none.
    /// </value>
    public int MaxKeptTrades { get; init; } = 100_000;

    /// <summary>A symbol starts over when its own trades leap ahead by this long, by event time; its open bar is delivered first. Other symbols' trades do not matter.</summary>
    /// <value>Above zero, at most 30 days; default 1 h; in effect at least as long as the bars that may be revised. One wrong time is no leap: see ADR 8.</value>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most symbols remembered; beyond it the one longest without a trade is forgotten, and its open bar is emitted first.</summary>
    /// <value>At least 1; default 100,000.</value>
    public int MaxSymbols { get; init; } = 100_000;

    /// <summary>Most bars that wait while the consumer is busy; beyond it the arriving one is removed as <see cref="RemovalReason.Overflow"/>.</summary>
    /// <value>At least 1; default 65,536: two minutes of 32,000 symbols.</value>
    public int MaxWaiting { get; init; } = 65_536;

    internal void Check()
    {
        OptionCheck.That(Whose, RevisableBars is >= 0 and <= 1_000, RevisableBars, nameof(RevisableBars), "0 to 1,000");
        OptionCheck.That(
            Whose, ClosesAfter is null || (ClosesAfter >= TimeSpan.Zero && ClosesAfter <= _day), ClosesAfter, nameof(ClosesAfter), "zero to 1 day, or null");
        OptionCheck.That(Whose, MaxEmptyBars is >= 0 and <= 10_000, MaxEmptyBars, nameof(MaxEmptyBars), "0 to 10,000");
        OptionCheck.Memory(Whose, IdleAfter, MaxSymbols, nameof(MaxSymbols));
        OptionCheck.NotNull(Whose, Eligibility, nameof(Eligibility));
        OptionCheck.That(Whose, MaxKeptTrades is >= 1 and <= 10_000_000, MaxKeptTrades, nameof(MaxKeptTrades), "1 to 10,000,000");
        OptionCheck.That(Whose, MaxWaiting >= 1, MaxWaiting, nameof(MaxWaiting), "at least 1");
    }
}
