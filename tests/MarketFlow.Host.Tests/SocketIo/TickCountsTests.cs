using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Host.Tests;

public sealed class TickCountsTests
{
    private static readonly Timestamp _start = Timestamp.Parse("2026-03-09T13:30:00Z");

    /// <summary>Whatever the gaps, up to the longest window, and however late an event comes: what a child would count.</summary>
    [Fact]
    public void Agrees_with_counting_all_events_again() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Gap, byte Late)[]>(), steps =>
        {
            TickCounts counts = new();
            List<long> seconds = [];
            foreach (var (gap, late) in steps)
            {
                var newest = seconds.DefaultIfEmpty().Max();
                var second = late % 3 == 0 ? Math.Max(newest - late, 0) : newest + (gap % 4 == 0 ? gap : 0);
                seconds.Add(second);
                counts.Count(_start + TimeSpan.FromSeconds(second));
            }

            return (counts.Of10, counts.Of30, counts.Of60, counts.Of300) == (In(10), In(30), In(60), In(300));

            long In(int window) => seconds.Count(second => second < seconds.DefaultIfEmpty().Max() && second >= seconds.DefaultIfEmpty().Max() - window);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(300)]
    public void Counts_a_tick_for_as_long_as_its_window_is(int window)
    {
        TickCounts counts = new();
        counts.Count(_start);
        Assert.Equal(0, Of(counts, window)); // its second is under way

        for (var second = 1; second <= window; second++)
        {
            Assert.True(counts.Count(_start + TimeSpan.FromSeconds(second)));
            Assert.Equal(second, Of(counts, window));
        }

        counts.Count(_start + TimeSpan.FromSeconds(window + 1));
        Assert.Equal(window, Of(counts, window));
    }

    [Fact]
    public void Says_how_many_seconds_it_has_seen()
    {
        TickCounts counts = new();
        Assert.Equal(0, counts.Seconds);
        counts.Count(_start);
        counts.Count(_start + TimeSpan.FromSeconds(7.9));
        Assert.Equal(7, counts.Seconds);
        counts.Count(_start + TimeSpan.FromSeconds(300));
        counts.Count(_start + TimeSpan.FromSeconds(305));
        Assert.Equal(300, counts.Seconds);
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void Does_not_follow_one_wrong_clock(int away)
    {
        TickCounts counts = new();
        counts.Count(_start);
        for (var i = 0; i < 9; i++)
        {
            Assert.False(counts.Count(_start + TimeSpan.FromSeconds(away)));
        }

        Assert.True(counts.Count(_start + TimeSpan.FromSeconds(1)));
        Assert.Equal(1, counts.Of10);
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void Begins_anew_where_ten_in_a_row_are_elsewhere(int away)
    {
        TickCounts counts = new();
        counts.Count(_start);
        for (var i = 0; i < 10; i++)
        {
            counts.Count(_start + TimeSpan.FromSeconds(away));
        }

        counts.Count(_start + TimeSpan.FromSeconds(away + 1));
        Assert.Equal((1, 1, 1), (counts.Of10, counts.Of300, counts.Seconds));
    }

    private static long Of(TickCounts counts, int window) => window switch { 10 => counts.Of10, 30 => counts.Of30, 60 => counts.Of60, _ => counts.Of300 };
}
