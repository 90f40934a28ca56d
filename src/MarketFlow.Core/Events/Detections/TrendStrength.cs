namespace MarketFlow;

/// <summary>How far a trend's score is beyond the threshold of having a direction at all.</summary>
public enum TrendStrength
{
    /// <summary>Not beyond it: no direction.</summary>
    None,

    /// <summary>At the threshold or beyond.</summary>
    Weak,

    /// <summary>At 1.5 times the threshold or beyond.</summary>
    Moderate,

    /// <summary>At twice the threshold or beyond.</summary>
    Strong,
}
