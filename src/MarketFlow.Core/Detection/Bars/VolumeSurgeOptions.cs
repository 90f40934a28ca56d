namespace MarketFlow;

/// <summary>When a bar's volume is a surge. The defaults are those of domain.md.</summary>
/// <remarks>Checked by <c>DetectVolumeSurge</c> at the call.</remarks>
public sealed record VolumeSurgeOptions
{
    private const string Whose = "Volume surge";

    /// <summary>Says when sessions change, and so when histories begin anew. Without effect on bars of a day or longer.</summary>
    /// <value>Default: <see cref="MarketCalendar.UsStocks"/>. While it says closed, bars are passed over.</value>
    public MarketCalendar Calendar { get; init; } = MarketCalendar.UsStocks;

    /// <summary>Over how many earlier bars the mean is taken.</summary>
    /// <value>1 to 1,000; default 10. Costs 40 bytes each per series.</value>
    public int Bars { get; init; } = 10;

    /// <summary>How many earlier bars there must be; with fewer, nothing is found.</summary>
    /// <value>1 to <see cref="Bars"/>; default 10. Fewer finds surges sooner after a session began, against a mean of little.</value>
    public int MinBars { get; init; } = 10;

    /// <summary>A volume of so many times the mean, or more, is a surge.</summary>
    /// <value>Above 0, at most 1,000,000; default 3.</value>
    public decimal Multiple { get; init; } = 3;

    /// <summary>A series without a bar for this long is forgotten, by event time; one of long bars, once the bars it keeps are over.</summary>
    /// <value>Above zero, at most 30 days; default 2 h.</value>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Most series (a symbol and an interval) remembered; beyond it the one longest without a bar is forgotten.</summary>
    /// <value>At least 1; default 100,000.</value>
    public int MaxSeries { get; init; } = 100_000;

    internal void Check()
    {
        OptionCheck.NotNull(Whose, Calendar, nameof(Calendar));
        OptionCheck.That(Whose, Bars is >= 1 and <= 1_000, Bars, nameof(Bars), "1 to 1,000");
        OptionCheck.That(Whose, MinBars >= 1 && MinBars <= Bars, MinBars, nameof(MinBars), $"1 to Bars, which is {Bars}");
        OptionCheck.That(Whose, Multiple is > 0 and <= 1_000_000, Multiple, nameof(Multiple), "above 0 and at most 1,000,000");
        OptionCheck.Memory(Whose, IdleAfter, MaxSeries, nameof(MaxSeries));
    }
}
