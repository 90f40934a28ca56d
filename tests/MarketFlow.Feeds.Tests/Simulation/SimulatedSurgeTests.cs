using MarketFlow.Testing;
using static MarketFlow.Feeds.Tests.SimulatedSession;

namespace MarketFlow.Feeds.Tests;

/// <summary>The market open, on demand: a rate plan of the simulated market's, by its seed.</summary>
public sealed class SimulatedSurgeTests
{
    private static readonly SimulatedMarketOptions _calm = new() { Symbols = 400, EventsPerSecond = 200, HasMinuteBars = false, HasNotices = false };

    [Fact]
    public void Has_the_rate_that_was_asked_for_from_its_beginning_to_its_end_and_the_usual_one_before_and_after()
    {
        var events = Run(_calm with { Surges = [Surge(10, 30, 20)] }, 60);

        AssertRate(events, from: 0, to: 10, perSecond: 200);
        AssertRate(events, from: 10, to: 40, perSecond: 4_000);
        AssertRate(events, from: 10, to: 10.5, perSecond: 4_000);
        AssertRate(events, from: 39.5, to: 40, perSecond: 4_000);
        AssertRate(events, from: 40, to: 60, perSecond: 200);
    }

    [Fact]
    public void Of_two_that_overlap_the_larger_counts_and_one_below_one_is_a_lull()
    {
        var events = Run(_calm with { Surges = [Surge(10, 20, 5), Surge(20, 20, 10), Surge(40, 10, 0.1)] }, 60);

        AssertRate(events, from: 10, to: 20, perSecond: 1_000);
        AssertRate(events, from: 20, to: 40, perSecond: 2_000);
        AssertRate(events, from: 40, to: 50, perSecond: 20);
        AssertRate(events, from: 50, to: 60, perSecond: 200);
    }

    [Fact]
    public void Is_the_same_for_the_same_seed_and_leaves_what_comes_before_it_as_it_was()
    {
        var options = _calm with { Surges = [Surge(10, 30, 20)] };
        var (first, again, other, calm) = (Run(options, 60), Run(options, 60), Run(options with { Seed = 2 }, 60), Run(_calm, 10));

        Assert.Equal(first.Select(Text), again.Select(Text));
        Assert.NotEqual(first.Select(Text), other.Select(Text));
        Assert.Equal(calm.Select(Text), first.Take(calm.Count).Select(Text));
    }

    /// <summary>So few trades that most symbols have none in a minute by chance.</summary>
    [Fact]
    public void Brings_a_bar_of_every_symbol_at_each_minute_that_ends_in_it()
    {
        var events = Run(_calm with { HasMinuteBars = true, EventsPerSecond = 1, Surges = [Surge(70, 60, 2)] }, 241);
        var bars = events.OfType<Bar>().Where(bar => bar.Interval == TimeSpan.FromMinutes(1)).GroupBy(bar => (int)(bar.Time - VirtualMarketClock.Open).TotalMinutes).ToDictionary(minute => minute.Key, minute => minute.Count());

        Assert.Equal(400, bars[1]);
        Assert.All(new[] { 0, 2, 3 }, calm => Assert.InRange(bars[calm], 1, 100));
        Assert.All(events, told => Assert.Null(told.Validate()));
        Assert.Equal(events.Where(told => told is not Bar).OrderBy(told => told.Time), events.Where(told => told is not Bar));
    }

    [Theory]
    [InlineData(0, 60, 1_001, "Surges:0:Times is 1001; must be above 0, to 1,000.")]
    [InlineData(0, 60, double.NaN, "Surges:0:Times is NaN; must be above 0, to 1,000.")]
    [InlineData(-1, 60, 2, "Surges:0:At is -00:00:01; must be zero or more.")]
    [InlineData(0, 0, 2, "Surges:0:For is 00:00:00; must be above zero.")]
    [InlineData(0, 60, 501, "Surges:0:Times is 501; must be at most 500 where EventsPerSecond is 20000.")]
    public void Is_refused_where_it_cannot_be(double at, double length, double times, string problem) => Assert.Contains(
        problem,
        Assert.Throws<ArgumentOutOfRangeException>(() => SimulatedMarket.Events(_calm with { EventsPerSecond = 20_000, Surges = [Surge(at, length, times)] }, new VirtualMarketClock())).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(10)]
    [InlineData(0.5)]
    [InlineData(3)]
    public void Faster_market_time_brings_the_same_events_sooner(double speed)
    {
        var options = new SimulatedMarketOptions { Symbols = 30, EventsPerSecond = 100, Surges = [Surge(65, 5, 3)], HasNotices = false };
        var clock = new VirtualMarketClock();
        var seen = new RecordingObserver<MarketEvent>(clock);
        using var subscription = SimulatedMarket.Events(options with { Speed = speed }, clock).Subscribe(seen);
        clock.AdvanceBy(TimeSpan.FromSeconds(120 / speed));

        Assert.Equal(Run(options, 120).Select(Text), seen.Values.Select(Text));
        Assert.All(seen.Received.Where(told => told.Value is not Bar), told => Assert.InRange(
            ((told.At - VirtualMarketClock.Open) * speed) - (told.Value.Time - VirtualMarketClock.Open), TimeSpan.Zero, TimeSpan.FromMilliseconds(10.1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    [InlineData(double.NaN)]
    public void Time_that_cannot_run_is_refused(double speed) => Assert.Contains(
        "Speed is ",
        Assert.Throws<ArgumentOutOfRangeException>(() => SimulatedMarket.Events(_calm with { Speed = speed }, new VirtualMarketClock())).Message,
        StringComparison.Ordinal);

    private static MarketSurge Surge(double at, double length, double times) => new() { At = TimeSpan.FromSeconds(at), For = TimeSpan.FromSeconds(length), Times = times };

    // Five standard deviations of chance either way.
    private static void AssertRate(List<MarketEvent> events, double from, double to, double perSecond)
    {
        var count = events.Count(told => (told.Time - VirtualMarketClock.Open).TotalSeconds is var at && at >= from && at < to);
        var expected = perSecond * (to - from);
        Assert.InRange(count, expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
    }
}
