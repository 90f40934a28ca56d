namespace MarketFlow.Tests;

public sealed class BarGapModelTests
{
    /// <summary>domain.md: |open − previous close| / previous close at least 1 %.</summary>
    [Fact]
    public void Agrees_bar_for_bar_with_a_look_through_all_that_was_told()
    {
        var told = Fragments.Agree(
            random =>
            {
                var options = random.Next(2) == 0 ? new BarGapOptions() : new() { MinPercent = 2, IdleAfter = TimeSpan.FromMinutes(20) };
                return (options, Bars: BarFragments.Of(random, [98, 99, 100, 100, 101, 102], [1], options.IdleAfter));
            },
            fragment => fragment.Bars.Run(bars => bars.DetectBarGap(fragment.options)),
            fragment => new PlainBars(kept: 2, fragment.options.IdleAfter, hasSessions: false, bars => Rule(bars, fragment.options.MinPercent)).Look(fragment.Bars));

        Assert.InRange(told.Count(one => one.Pattern == BarPattern.GapUp), 10_000, int.MaxValue);
        Assert.InRange(told.Count(one => one.Pattern == BarPattern.GapDown), 10_000, int.MaxValue);
    }

    private static BarTelling? Rule(List<Bar> bars, decimal minPercent)
    {
        if (bars.Count < 2)
        {
            return null;
        }

        var (close, newest) = (bars[^2].Close, bars[^1]);
        var change = newest.Open - close;
        return Math.Abs(change) >= close * minPercent / 100
            ? BarTelling.Of(
                newest, change > 0 ? BarPattern.GapUp : BarPattern.GapDown, newest.Open, change > 0 ? "up" : "down",
                Math.Round(change / close * 100, 4), minPercent)
            : null;
    }
}
