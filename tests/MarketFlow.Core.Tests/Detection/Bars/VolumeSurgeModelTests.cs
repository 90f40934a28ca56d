namespace MarketFlow.Tests;

public sealed class VolumeSurgeModelTests
{
    /// <summary>domain.md: at least so many times the mean of the previous bars, the current one excluded.</summary>
    [Fact]
    public void Agrees_bar_for_bar_with_a_look_through_all_that_was_told()
    {
        var told = Fragments.Agree(
            random =>
            {
                var bars = random.Next(1, 11);
                var options = random.Next(3) == 0
                    ? new VolumeSurgeOptions()
                    : new() { Bars = bars, MinBars = random.Next(1, bars + 1), Multiple = random.Next(2, 4), IdleAfter = TimeSpan.FromMinutes(20) };
                return (options, Bars: BarFragments.Of(random, [99, 100, 101], [0, 1, 1, 1, 2, 3, 3.5m, 9], options.IdleAfter));
            },
            fragment => fragment.Bars.Run(bars => bars.DetectVolumeSurge(fragment.options)),
            fragment => new PlainBars(fragment.options.Bars + 1, fragment.options.IdleAfter, hasSessions: true, bars => Rule(bars, fragment.options)).Look(fragment.Bars));

        Assert.InRange(told.Count, 5_000, int.MaxValue);
    }

    private static BarTelling? Rule(List<Bar> bars, VolumeSurgeOptions options)
    {
        var newest = bars[^1];
        var previous = bars.SkipLast(1).TakeLast(options.Bars).Select(bar => bar.Volume).ToList();
        return previous.Count >= options.MinBars && previous.Sum() > 0 && newest.Volume * previous.Count >= options.Multiple * previous.Sum()
            ? BarTelling.Of(
                newest, BarPattern.VolumeSurge, newest.Close, direction: null,
                Math.Round(newest.Volume * previous.Count / previous.Sum(), 4), options.Multiple)
            : null;
    }
}
