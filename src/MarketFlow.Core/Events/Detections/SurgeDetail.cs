namespace MarketFlow;

/// <summary>The figures of a surge: how much, how unusual, and for how long it is news.</summary>
/// <remarks>Formulas: docs/explanation/detectors.md.</remarks>
public sealed record SurgeDetail : DetectionDetail
{
    /// <summary>By how many percent the price moved, without sign, to four decimals.</summary>
    public required decimal Magnitude { get; init; }

    /// <summary>0 to 100, to one decimal: half from the price, half from the volume; twice its threshold gives each its 50.</summary>
    public required decimal Score { get; init; }

    /// <summary>Which of the two is at its threshold or beyond.</summary>
    public required SurgeTrigger Trigger { get; init; }

    /// <summary>Price against the price some seconds ago, in quote currency; negative where it fell.</summary>
    public required decimal PriceChange { get; init; }

    /// <summary>Volume of this second against the rolling average, to four decimals.</summary>
    public required decimal VolumeMultiple { get; init; }

    /// <summary>Until when the surge is news: 30 s after its trade by default, at most <see cref="Timestamp.MaxValue"/>.</summary>
    public required Timestamp ExpiresAt { get; init; }

    /// <summary>How many surges of the symbol were detected on this trading date, this one included.</summary>
    public required int CountToday { get; init; }
}
