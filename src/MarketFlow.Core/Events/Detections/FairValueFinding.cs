namespace MarketFlow;

/// <summary>What was found about a fair market value beside the last trade.</summary>
public enum FairValueFinding
{
    /// <summary>It is some percent away from the last trade.</summary>
    Deviation,

    /// <summary>It is so far away from the last trade that one of the two is to be looked at.</summary>
    ValuationAlert,

    /// <summary>Nearly all of the last values lay on the same side of the last trade.</summary>
    ConsistentValuation,
}
