namespace MarketFlow;

/// <summary>The parts of a trading day at whose change detectors begin anew: premarket, regular, after hours.</summary>
public enum TradingPart
{
    /// <summary>No trading.</summary>
    Closed,

    /// <summary>Before the open.</summary>
    Premarket,

    /// <summary>From the open to the close: opening, midday and closing session.</summary>
    Regular,

    /// <summary>After the close.</summary>
    AfterHours,
}
