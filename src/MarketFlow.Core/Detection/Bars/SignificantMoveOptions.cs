namespace MarketFlow;

/// <summary>When a bar's move from open to close is significant. The defaults are those of domain.md.</summary>
/// <remarks>Checked by <c>DetectSignificantMove</c> at the call.</remarks>
public sealed record SignificantMoveOptions
{
    private const string Whose = "Significant move";

    /// <summary>A close that is this far from the open, in percent of the open, or farther, is a significant move.</summary>
    /// <value>Above 0, at most 10,000; default 2.</value>
    public decimal MinPercent { get; init; } = 2;

    /// <summary>A series without a bar for this long is forgotten, by event time: that its last bar was found already, above all.</summary>
    /// <value>Above zero, at most 30 days; default 2 h.</value>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Most series (a symbol and an interval) remembered; beyond it the one longest without a bar is forgotten.</summary>
    /// <value>At least 1; default 100,000.</value>
    public int MaxSeries { get; init; } = 100_000;

    internal void Check()
    {
        OptionCheck.Percent(Whose, MinPercent, nameof(MinPercent));
        OptionCheck.Memory(Whose, IdleAfter, MaxSeries, nameof(MaxSeries));
    }
}
