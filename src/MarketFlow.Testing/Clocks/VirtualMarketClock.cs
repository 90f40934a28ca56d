using System.Reactive.Concurrency;

namespace MarketFlow.Testing;

/// <summary>A virtual clock that starts at a market open. Time moves only when the test says so.</summary>
/// <remarks>
/// It is <see cref="HistoricalScheduler"/> with two things added: a start in market hours, and <see cref="RunDue"/>, because
/// <c>AdvanceBy(TimeSpan.Zero)</c> runs nothing. Not thread-safe: one test, one thread.
/// </remarks>
/// <param name="start">The first "now".</param>
public sealed class VirtualMarketClock(DateTimeOffset start) : HistoricalScheduler(start)
{
    /// <summary>Starts at 09:30 in New York on Monday, 9 March 2026: the first open after the change to daylight saving.</summary>
    public VirtualMarketClock()
        : this(Open)
    {
    }

    /// <summary>09:30 in New York on Monday, 9 March 2026.</summary>
    public static DateTimeOffset Open { get; } = new(2026, 3, 9, 13, 30, 0, TimeSpan.Zero);

    /// <summary>Runs everything that is due now, and what that schedules for now, without moving time.</summary>
    public void RunDue()
    {
        while (GetNext() is { } next && next.DueTime <= Clock)
        {
            next.Invoke();
        }
    }
}
