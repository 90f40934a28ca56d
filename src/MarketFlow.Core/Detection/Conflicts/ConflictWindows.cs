namespace MarketFlow;

/// <summary>For how long detections of one kind and symbol compete, and who wins. The defaults are those of domain.md, Deduplication.</summary>
/// <remarks>Checked by <c>ResolveConflicts</c> at the call.</remarks>
public sealed record ConflictWindows
{
    private readonly ValueList<string> _sourcePriority;

    /// <summary>The window of new highs and lows; the newest wins.</summary>
    /// <value>0 (none: each goes on at once) to 1 h; default 500 ms.</value>
    public TimeSpan HighLow { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The window of trends; the strongest wins: by strength, then by score without its sign, then the newest.</summary>
    /// <value>0 (none) to 1 h; default 1,000 ms.</value>
    public TimeSpan Trend { get; init; } = TimeSpan.FromMilliseconds(1_000);

    /// <summary>The window of surges; the one of the highest source wins, then the highest score, then the newest.</summary>
    /// <value>0 (none) to 1 h; default 200 ms.</value>
    public TimeSpan Surge { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Names of feeds, the highest first; all others are below them and alike.</summary>
    /// <value>Default: none, and all are alike.</value>
    public IReadOnlyList<string> SourcePriority { get => _sourcePriority.Items; init => _sourcePriority = new(value); }

    internal TimeSpan Of(string kind) => kind switch
    {
        DetectionKinds.HighLow => HighLow,
        DetectionKinds.Trend => Trend,
        DetectionKinds.Surge => Surge,
        _ => TimeSpan.Zero,
    };

    internal void Check()
    {
        CheckOne(HighLow, nameof(HighLow));
        CheckOne(Trend, nameof(Trend));
        CheckOne(Surge, nameof(Surge));

        static void CheckOne(TimeSpan window, string property)
        {
            if (window < TimeSpan.Zero || window > TimeSpan.FromHours(1))
            {
                throw new ArgumentOutOfRangeException(property, $"Conflict window {property} is {window}; must be 0 to 1 h.");
            }
        }
    }
}
