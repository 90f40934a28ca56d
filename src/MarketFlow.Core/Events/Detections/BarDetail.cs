namespace MarketFlow;

/// <summary>The figures of a finding about a bar.</summary>
/// <remarks>Rules: docs/explanation/bar-detectors.md.</remarks>
public sealed record BarDetail : DetectionDetail
{
    /// <summary>What was found.</summary>
    public required BarPattern Pattern { get; init; }

    /// <summary>What was measured, to four decimals but for prices.</summary>
    /// <value>
    /// Volume surge: the volume as a multiple of the mean. Significant move and gap: the change in percent, with its sign (1.5 is 1.5 %).
    /// Close at an extreme: the close, in quote currency.
    /// </value>
    public required decimal Value { get; init; }

    /// <summary>What it was measured against.</summary>
    /// <value>
    /// Volume surge: the least multiple. Significant move and gap: the least percentage. Close at an extreme: the highest high, or lowest
    /// low, of the bars before, in quote currency.
    /// </value>
    public required decimal Threshold { get; init; }

    /// <summary>The bar's interval: a minute's gap is another thing than a day's.</summary>
    public required TimeSpan Interval { get; init; }
}
