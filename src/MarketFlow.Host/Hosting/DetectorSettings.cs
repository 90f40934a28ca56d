namespace MarketFlow.Host;

/// <summary>Which detectors the host runs. What each finds is told on <c>/ws</c> under the topics <c>detection.KIND.SYMBOL</c>.</summary>
internal sealed record DetectorSettings
{
    /// <summary>New highs and lows of the session.</summary>
    /// <value>Default: true.</value>
    public bool HighLow { get; init; } = true;

    /// <summary>Trends.</summary>
    /// <value>Default: true.</value>
    public bool Trend { get; init; } = true;

    /// <summary>Sudden moves of price or volume.</summary>
    /// <value>Default: true.</value>
    public bool Surge { get; init; } = true;

    /// <summary>Volume surges, significant moves, closes at an extreme and gaps of bars.</summary>
    /// <value>Default: true.</value>
    public bool Bars { get; init; } = true;

    /// <summary>Fair market values far from the last trade.</summary>
    /// <value>Default: true.</value>
    public bool FairValue { get; init; } = true;

    /// <summary>None at all: a host that stands in for a vendor tells what a vendor tells.</summary>
    public static DetectorSettings None { get; } = new() { HighLow = false, Trend = false, Surge = false, Bars = false, FairValue = false };

    /// <summary>The detectors, each feed by the calendar of its hours.</summary>
    /// <param name="feeds">The feeds taken in.</param>
    public IReadOnlyList<MarketDetectors> For(IReadOnlyList<IFeed> feeds)
    {
        var byCalendar = feeds.GroupBy(feed => feed.Calendar).ToList();
        return [.. byCalendar.Select(each => ToDetectors().By(each.Key) with { Watches = byCalendar.Count == 1 ? null : Of([.. each.Select(feed => feed.Name)]) })];
    }

    private static Func<MarketEvent, bool> Of(string[] feeds) => value => Array.IndexOf(feeds, value.Source.Feed) >= 0;

    private MarketDetectors ToDetectors() => new()
    {
        HighLow = HighLow ? new() : null,
        Trend = Trend ? new() : null,
        Surge = Surge ? new() : null,
        VolumeSurge = Bars ? new() : null,
        SignificantMove = Bars ? new() : null,
        CloseAtExtreme = Bars ? new() : null,
        BarGap = Bars ? new() : null,
        FairValue = FairValue ? new() : null,
    };
}
