namespace MarketFlow;

/// <summary>What was found about a bar.</summary>
public enum BarPattern
{
    /// <summary>Its volume is a multiple of the mean of the bars before it.</summary>
    VolumeSurge,

    /// <summary>It closed far from where it opened.</summary>
    SignificantMove,

    /// <summary>It closed at the highest price of the last bars.</summary>
    CloseAtHigh,

    /// <summary>It closed at the lowest price of the last bars.</summary>
    CloseAtLow,

    /// <summary>It opened far above the close before it.</summary>
    GapUp,

    /// <summary>It opened far below the close before it.</summary>
    GapDown,
}
