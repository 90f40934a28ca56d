namespace MarketFlow.Feeds;

/// <summary>The longest pause between data in the 30 minutes before the latest data. Not thread-safe.</summary>
/// <remarks>
/// Kept per minute, so the period is 30 to 31 minutes long. It ends with the latest data, not with the present: otherwise the limit would
/// shrink during the silence that is measured against it. Memory: 31 numbers.
/// </remarks>
internal sealed class LearnedRate
{
    private const int Minutes = 31;

    // Fewer say nothing: the trades of one sweep of an illiquid symbol arrive within a second.
    private const int SecondsNeeded = 4;
    private readonly long[] _longest = new long[Minutes];
    private long _newestMinute;
    private DateTimeOffset _countedSecond = DateTimeOffset.MinValue;
    private int _seconds;

    /// <summary>True once data has arrived in four different seconds.</summary>
    public bool IsLearned => _seconds >= SecondsNeeded;

    public TimeSpan LongestPause => TimeSpan.FromTicks(_longest.Max());

    public void Clear()
    {
        Array.Clear(_longest);
        (_seconds, _countedSecond) = (0, DateTimeOffset.MinValue);
    }

    /// <summary>Data has arrived.</summary>
    /// <param name="since">The data before it, or the beginning of the subscription.</param>
    /// <param name="now">The present.</param>
    public void Add(DateTimeOffset since, DateTimeOffset now)
    {
        var minute = now.UtcTicks / TimeSpan.TicksPerMinute;
        for (var next = Math.Max(_newestMinute + 1, minute - Minutes + 1); next <= minute; next++)
        {
            _longest[next % Minutes] = 0;
        }

        _newestMinute = Math.Max(_newestMinute, minute);
        ref var longest = ref _longest[minute % Minutes];
        longest = Math.Max(longest, (now - since).Ticks);
        if (now - _countedSecond >= TimeSpan.FromSeconds(1))
        {
            _countedSecond = now;
            _seconds = Math.Min(_seconds + 1, SecondsNeeded);
        }
    }
}
