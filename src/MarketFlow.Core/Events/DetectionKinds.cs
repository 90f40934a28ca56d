namespace MarketFlow;

/// <summary>The kinds of <see cref="Detection"/>, as they stand in topics.</summary>
public static class DetectionKinds
{
    /// <summary>A new high or low of the session; its detail is a <see cref="HighLowDetail"/>.</summary>
    public const string HighLow = "highlow";

    /// <summary>A trend that began, ended, or changed its strength; its detail is a <see cref="TrendDetail"/>.</summary>
    public const string Trend = "trend";

    /// <summary>A sudden move of price or volume; its detail is a <see cref="SurgeDetail"/>.</summary>
    public const string Surge = "surge";

    /// <summary>Something about a bar.</summary>
    public const string Bar = "bar";

    /// <summary>Something about a fair market value beside the last trade.</summary>
    public const string FairMarketValue = "fmv";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [HighLow, Trend, Surge, Bar, FairMarketValue];
}
