namespace MarketFlow.Tests;

public sealed class CloseAtExtremeModelTests
{
    /// <summary>domain.md: close at a 10-bar high or low, with at least 5 bars seen.</summary>
    [Fact]
    public void Agrees_bar_for_bar_with_a_look_through_all_that_was_told()
    {
        var told = Fragments.Agree(
            random =>
            {
                var bars = random.Next(2, 11);
                var options = random.Next(3) == 0
                    ? new CloseAtExtremeOptions()
                    : new() { Bars = bars, MinBars = random.Next(2, bars + 1), IdleAfter = TimeSpan.FromMinutes(20) };
                return (options, Bars: BarFragments.Of(random, random.Next(4) == 0 ? [100, 100, 100, 101] : [97, 98, 99, 100, 102, 103], [1], options.IdleAfter));
            },
            fragment => fragment.Bars.Run(bars => bars.DetectCloseAtExtreme(fragment.options)),
            fragment => new PlainBars(fragment.options.Bars, fragment.options.IdleAfter, hasSessions: true, bars => Rule(bars, fragment.options)).Look(fragment.Bars));

        Assert.InRange(told.Count(one => one.Pattern == BarPattern.CloseAtHigh), 10_000, int.MaxValue);
        Assert.InRange(told.Count(one => one.Pattern == BarPattern.CloseAtLow), 10_000, int.MaxValue);
    }

    private static BarTelling? Rule(List<Bar> all, CloseAtExtremeOptions options)
    {
        var (newest, window) = (all[^1], all.TakeLast(options.Bars).ToList());
        var (high, low) = (window.Max(bar => bar.High), window.Min(bar => bar.Low));
        if (window.Count < options.MinBars || high == low)
        {
            return null;
        }

        var before = window.SkipLast(1).ToList();
        return newest.Close == high ? BarTelling.Of(newest, BarPattern.CloseAtHigh, newest.Close, "up", newest.Close, before.Max(bar => bar.High))
            : newest.Close == low ? BarTelling.Of(newest, BarPattern.CloseAtLow, newest.Close, "down", newest.Close, before.Min(bar => bar.Low))
            : null;
    }
}
