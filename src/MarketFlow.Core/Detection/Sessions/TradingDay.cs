namespace MarketFlow;

/// <summary>What kind of day a date is at an exchange.</summary>
public enum TradingDay
{
    /// <summary>No trading: a weekend or a holiday.</summary>
    Closed,

    /// <summary>The regular session ends early, at 13:00.</summary>
    Half,

    /// <summary>The regular session ends at 16:00.</summary>
    Full,
}
