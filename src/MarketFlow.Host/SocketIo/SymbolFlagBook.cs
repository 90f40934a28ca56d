namespace MarketFlow.Host;

/// <summary>Keeps of each symbol its latest trend and surge, as long as they hold. For one thread.</summary>
/// <remarks>
/// A trend holds until a newer one is found or the trading period is over; a surge until it expires. Times are those of the events; which
/// of two is newer says <see cref="EventRecency"/>, so that what is found in late events or in backfill does not replace what is newer.
/// Memory: one entry per symbol with a trend or a surge in the period under way, and at most as many from before.
/// </remarks>
/// <param name="calendar">Says when a trading period is over.</param>
internal sealed class SymbolFlagBook(MarketCalendar calendar)
{
    private const int SmallCount = 1024;
    private readonly Dictionary<string, Entry> _entries = [];
    private int _sweepAt = SmallCount;

    /// <summary>How many symbols are kept.</summary>
    public int Count => _entries.Count;

    /// <summary>Notes a trend or a surge; other detections change nothing.</summary>
    public void Note(Detection detection)
    {
        if (detection.Kind is not (DetectionKinds.Trend or DetectionKinds.Surge))
        {
            return;
        }

        var entry = _entries.GetValueOrDefault(detection.Symbol);
        _entries[detection.Symbol] = detection.Detail switch
        {
            SurgeDetail surge when Replaces(entry.SurgeAt, detection) =>
                entry with { Surge = detection.Direction, SurgeUntil = surge.ExpiresAt, SurgeAt = detection.Time },
            TrendDetail when Replaces(entry.TrendAt, detection) =>
                entry with { Trend = detection.Direction, TrendPeriod = calendar.PeriodAt(detection.Time), TrendAt = detection.Time },
            _ => entry,
        };
        if (_entries.Count >= _sweepAt)
        {
            Sweep(detection.Time);
        }
    }

    /// <summary>What holds of a symbol at a time.</summary>
    public SymbolFlags Of(string symbol, Timestamp time)
    {
        var entry = _entries.GetValueOrDefault(symbol);
        return new(HasTrend(entry, time) ? entry.Trend : null, HasSurge(entry, time) ? entry.Surge : null);
    }

    private void Sweep(Timestamp now)
    {
        foreach (var (symbol, entry) in _entries)
        {
            if (!HasTrend(entry, now) && !HasSurge(entry, now))
            {
                _entries.Remove(symbol);
            }
        }

        _sweepAt = Math.Max(SmallCount, _entries.Count * 2);
    }

    private bool HasTrend(Entry entry, Timestamp time) => entry.Trend is not null && entry.TrendPeriod == calendar.PeriodAt(time);

    private static bool HasSurge(Entry entry, Timestamp time) => entry.Surge is not null && time < entry.SurgeUntil;

    private static bool Replaces(Timestamp kept, Detection detection) =>
        EventRecency.Replaces(kept, detection.Time, detection.Source.ReceivedAt) ?? !detection.IsBackfill;

    private readonly record struct Entry(
        string? Trend, TradingPeriod TrendPeriod, Timestamp TrendAt, string? Surge, Timestamp SurgeUntil, Timestamp SurgeAt);
}
