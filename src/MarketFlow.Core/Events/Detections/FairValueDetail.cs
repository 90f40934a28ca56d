namespace MarketFlow;

/// <summary>The figures of a finding about a fair market value.</summary>
/// <remarks>Rules: docs/explanation/bar-detectors.md.</remarks>
public sealed record FairValueDetail : DetectionDetail
{
    /// <summary>What was found.</summary>
    public required FairValueFinding Finding { get; init; }

    /// <summary>The price that the value was measured against, in quote currency.</summary>
    public required decimal LastTradePrice { get; init; }

    /// <summary>The value against <see cref="LastTradePrice"/> in percent, with its sign (1.5 is 1.5 %), to four decimals.</summary>
    public required decimal Deviation { get; init; }
}
