namespace MarketFlow.Tests;

/// <summary>The slow model of what detectors of bars have in common: everything told is kept in lists and looked through again for each bar.</summary>
/// <param name="kept">How many bars a rule looks at, the newest included: what a series of long bars is remembered for.</param>
/// <param name="idleAfter">How long a series is remembered.</param>
/// <param name="hasSessions">Whether histories begin anew at session changes.</param>
/// <param name="rule">Says what is found in the newest of these bars, which are in order; null for nothing.</param>
internal sealed class PlainBars(int kept, TimeSpan idleAfter, bool hasSessions, Func<List<Bar>, BarTelling?> rule)
{
    private readonly PlainKeys<(string Symbol, TimeSpan Interval), Series> _all =
        new(series => Math.Max(idleAfter.TotalSeconds, series.Interval.TotalSeconds * (kept + 1)), _ => new());

    private readonly List<BarTelling> _told = [];

    public List<BarTelling> Look(IEnumerable<Bar> bars)
    {
        foreach (var bar in bars)
        {
            Look(bar);
        }

        return _told;
    }

    private void Look(Bar bar)
    {
        if (HasSessions(bar) && PlainSessions.PeriodOf(bar.Time) is null)
        {
            return;
        }

        var series = _all.Heard((bar.Symbol, bar.Interval), bar.Time.ToDateTimeOffset().Ticks / (double)TimeSpan.TicksPerSecond, bar.IsBackfill);
        series.Tellings.Add(bar);
        var period = PeriodOf(series.Tellings.MaxBy(told => told.Time.UnixNanoseconds)!);
        var known = series.Tellings.Where(told => PeriodOf(told) == period)
            .GroupBy(told => told.Time)
            .Select(same => same.Aggregate((held, next) => next.Revision >= held.Revision ? next : held))
            .OrderBy(told => told.Time.UnixNanoseconds)
            .ToList();
        if (ReferenceEquals(known[^1], bar) && rule(known) is { } found && series.Found.Add((bar.Time, found.Pattern)))
        {
            _told.Add(found);
        }
    }

    private bool HasSessions(Bar bar) => hasSessions && bar.Interval < TimeSpan.FromDays(1);

    private string? PeriodOf(Bar bar) => HasSessions(bar) ? PlainSessions.PeriodOf(bar.Time) : null;

    private sealed class Series
    {
        public List<Bar> Tellings { get; } = [];

        public HashSet<(Timestamp, BarPattern)> Found { get; } = [];
    }
}
