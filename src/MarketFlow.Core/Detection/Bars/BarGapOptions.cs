namespace MarketFlow;

/// <summary>When a bar opened with a gap. The defaults are those of domain.md.</summary>
/// <remarks>Checked by <c>DetectBarGap</c> at the call.</remarks>
public sealed record BarGapOptions
{
    private const string Whose = "Bar gap";

    /// <summary>An open that is this far from the previous close, in percent of that close, or farther, is a gap.</summary>
    /// <value>Above 0, at most 10,000; default 1.</value>
    public decimal MinPercent { get; init; } = 1;

    /// <summary>A series without a bar for this long is forgotten, by event time, and with it its close.</summary>
    /// <value>
    /// Above zero, at most 30 days; default 5 days: the gaps that matter are over nights and weekends, and with the 2 h of the other
    /// detectors of bars every close would be forgotten by the next open.
    /// </value>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromDays(5);

    /// <summary>Most series (a symbol and an interval) remembered; beyond it the one longest without a bar is forgotten.</summary>
    /// <value>At least 1; default 100,000.</value>
    public int MaxSeries { get; init; } = 100_000;

    internal void Check()
    {
        OptionCheck.Percent(Whose, MinPercent, nameof(MinPercent));
        OptionCheck.Memory(Whose, IdleAfter, MaxSeries, nameof(MaxSeries));
    }
}
