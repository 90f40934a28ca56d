namespace MarketFlow.Tests;

public sealed class SignificantMoveModelTests
{
    /// <summary>domain.md: |close/open − 1| at least 2 %.</summary>
    [Fact]
    public void Agrees_bar_for_bar_with_a_look_through_all_that_was_told()
    {
        var told = Fragments.Agree(
            random =>
            {
                var options = random.Next(2) == 0 ? new SignificantMoveOptions() : new() { MinPercent = 3, IdleAfter = TimeSpan.FromMinutes(20) };
                return (options, Bars: BarFragments.Of(random, [97, 98, 99, 100, 102, 103], [1], options.IdleAfter));
            },
            fragment => fragment.Bars.Run(bars => bars.DetectSignificantMove(fragment.options)),
            fragment => new PlainBars(kept: 1, fragment.options.IdleAfter, hasSessions: false, bars => Rule(bars[^1], fragment.options.MinPercent)).Look(fragment.Bars));

        Assert.InRange(told.Count(one => one.Direction == "up"), 10_000, int.MaxValue);
        Assert.InRange(told.Count(one => one.Direction == "down"), 10_000, int.MaxValue);
    }

    private static BarTelling? Rule(Bar bar, decimal minPercent)
    {
        var isUp = bar.Close >= bar.Open * (1 + (minPercent / 100));
        var isDown = bar.Close <= bar.Open * (1 - (minPercent / 100));
        return isUp || isDown
            ? BarTelling.Of(
                bar, BarPattern.SignificantMove, bar.Close, isUp ? "up" : "down", Math.Round(((bar.Close / bar.Open) - 1) * 100, 4), minPercent)
            : null;
    }
}
