using System.Reactive.Concurrency;
using MarketFlow.Testing;
using Microsoft.Reactive.Testing;

namespace MarketFlow.Tests;

/// <summary>A virtual clock of any kind, and how it is moved.</summary>
public sealed class ContractClock
{
    private readonly Action<TimeSpan> _advance;

    private ContractClock(IScheduler scheduler, Action<TimeSpan> advance) => (Scheduler, _advance) = (scheduler, advance);

    /// <summary>The clocks on which every operator must work.</summary>
    public static TheoryData<string> Names { get; } =
        new("HistoricalScheduler as it comes", "TestScheduler as it comes", "1960", "2026", "3000", "an hour before the end of the calendar");

    /// <summary>The clock itself.</summary>
    public IScheduler Scheduler { get; }

    /// <summary>The clock of a name.</summary>
    public static ContractClock Named(string name) => name switch
    {
        "HistoricalScheduler as it comes" => Of(new HistoricalScheduler()),
        "TestScheduler as it comes" => Of(new TestScheduler()),
        "1960" => Of(new HistoricalScheduler(new(1960, 3, 1, 12, 0, 0, TimeSpan.Zero))),
        "2026" => Of(new VirtualMarketClock()),
        "3000" => Of(new HistoricalScheduler(new(3000, 3, 1, 12, 0, 0, TimeSpan.Zero))),
        "an hour before the end of the calendar" => Of(new HistoricalScheduler(DateTimeOffset.MaxValue - TimeSpan.FromHours(1))),
        "the end of the calendar" => Of(new HistoricalScheduler(DateTimeOffset.MaxValue)),
        _ => throw new ArgumentException($"No clock is named \"{name}\".", nameof(name)),
    };

    /// <summary>Moves the clock, at most to the end of the calendar, and runs what is due.</summary>
    public void Advance(TimeSpan by)
    {
        var left = DateTimeOffset.MaxValue - Scheduler.Now;
        _advance(by < left ? by : left);
    }

    private static ContractClock Of(TestScheduler scheduler) => new(scheduler, by => Moved(by, () => scheduler.AdvanceBy(by.Ticks), scheduler.Start, scheduler.Stop));

    private static ContractClock Of(HistoricalScheduler scheduler) => new(scheduler, by => Moved(by, () => scheduler.AdvanceBy(by), scheduler.Start, scheduler.Stop));

    private static void Moved(TimeSpan by, Action advance, Action start, Action stop)
    {
        try
        {
            if (by > TimeSpan.Zero)
            {
                advance();
            }
            else
            {
                start(); // at the end of the calendar, all that is scheduled is due
            }
        }
        finally
        {
            stop(); // after an exception the scheduler still counts as running
        }
    }
}
