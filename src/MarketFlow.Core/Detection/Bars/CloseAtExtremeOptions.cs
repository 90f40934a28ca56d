namespace MarketFlow;

/// <summary>When a bar closed at an extreme. The defaults are those of domain.md.</summary>
/// <remarks>Checked by <c>DetectCloseAtExtreme</c> at the call.</remarks>
public sealed record CloseAtExtremeOptions
{
    private const string Whose = "Close at extreme";

    /// <summary>Says when sessions change, and so when histories begin anew. Without effect on bars of a day or longer.</summary>
    /// <value>Default: <see cref="MarketCalendar.UsStocks"/>. While it says closed, bars are passed over.</value>
    public MarketCalendar Calendar { get; init; } = MarketCalendar.UsStocks;

    /// <summary>Of how many bars, the newest included, the close must be the extreme.</summary>
    /// <value>2 to 1,000; default 10. Costs 56 bytes each per series.</value>
    public int Bars { get; init; } = 10;

    /// <summary>How many bars there must be, the newest included; with fewer, nothing is found.</summary>
    /// <value>2 to <see cref="Bars"/>; default 5.</value>
    public int MinBars { get; init; } = 5;

    /// <summary>A series without a bar for this long is forgotten, by event time; one of long bars, once the bars it keeps are over.</summary>
    /// <value>Above zero, at most 30 days; default 2 h.</value>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Most series (a symbol and an interval) remembered; beyond it the one longest without a bar is forgotten.</summary>
    /// <value>At least 1; default 100,000.</value>
    public int MaxSeries { get; init; } = 100_000;

    internal void Check()
    {
        OptionCheck.NotNull(Whose, Calendar, nameof(Calendar));
        OptionCheck.That(Whose, Bars is >= 2 and <= 1_000, Bars, nameof(Bars), "2 to 1,000");
        OptionCheck.That(Whose, MinBars >= 2 && MinBars <= Bars, MinBars, nameof(MinBars), $"2 to Bars, which is {Bars}");
        OptionCheck.Memory(Whose, IdleAfter, MaxSeries, nameof(MaxSeries));
    }
}
