namespace MarketFlow;

/// <summary>The sessions of a trading day; times are New York's on a full day (domain.md, Detectors).</summary>
public enum MarketSession
{
    /// <summary>No trading: nights, weekends, holidays.</summary>
    Closed,

    /// <summary>04:00 to 09:30.</summary>
    Premarket,

    /// <summary>09:30 to 10:00.</summary>
    Opening,

    /// <summary>10:00 to 15:30; to 12:30 on a half day.</summary>
    Midday,

    /// <summary>15:30 to 16:00; 12:30 to 13:00 on a half day.</summary>
    Closing,

    /// <summary>16:00 to 20:00; 13:00 to 17:00 on a half day.</summary>
    AfterHours,
}
