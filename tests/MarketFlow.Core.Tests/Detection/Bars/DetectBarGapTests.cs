using static MarketFlow.Tests.TestBars;

namespace MarketFlow.Tests;

public sealed class DetectBarGapTests
{
    [Fact]
    public void Finds_an_open_one_percent_above_the_close_before() =>
        Assert.Equal(
            [BarTelling.Of(Bar(1).Numbered(1), BarPattern.GapUp, 101, "up", value: 1, threshold: 1)],
            Found([Bar(0, open: 90, close: 100), Bar(1, open: 101, close: 100)]));

    [Fact]
    public void Finds_an_open_one_percent_below_the_close_before() =>
        Assert.Equal(
            [BarTelling.Of(Bar(1).Numbered(1), BarPattern.GapDown, 99, "down", value: -1, threshold: 1)],
            Found([Bar(0, open: 90, close: 100), Bar(1, open: 99, close: 100)]));

    [Theory]
    [InlineData(100.999_999_9)]
    [InlineData(99.000_000_1)]
    [InlineData(100)]
    public void Finds_nothing_just_below(double open) => Assert.Empty(Found([Bar(0), Bar(1, (decimal)open)]));

    [Fact]
    public void Finds_nothing_in_a_first_bar() => Assert.Empty(Found([Bar(0, open: 1), Bar(0, open: 2, symbol: "B"), Bar(0, open: 3) with { Interval = 5 * Minute }]));

    [Fact]
    public void Takes_the_last_close_however_long_ago_within_its_memory()
    {
        Assert.Single(Found([Bar(0), Bar(90, open: 102)]));
        Assert.Empty(Found([Bar(0), BarAt(Ten.AddDays(5), open: 102)]));
        Assert.Single(Found([Bar(0), BarAt(Ten.AddDays(5) - Minute, open: 102)]));
    }

    [Fact]
    public void Finds_the_gap_over_a_weekend()
    {
        var fridaysClose = new DateTimeOffset(2026, 3, 6, 20, 59, 0, TimeSpan.Zero);
        var mondaysOpen = new DateTimeOffset(2026, 3, 9, 13, 30, 0, TimeSpan.Zero);

        Assert.Equal(BarPattern.GapUp, Assert.Single(Found([BarAt(fridaysClose), BarAt(mondaysOpen, open: 105)])).Pattern);
    }

    [Fact]
    public void Takes_the_close_as_it_was_revised()
    {
        Assert.Empty(Found([Bar(0, close: 100), Bar(0, close: 101, revision: 1), Bar(1, open: 101)]));
        Assert.Single(Found([Bar(0, close: 101), Bar(0, close: 100, revision: 1), Bar(1, open: 101)]));
    }

    [Fact]
    public void Looks_again_at_the_newest_bar_where_it_is_revised_after_the_close_before_it_was() =>
        Assert.Equal(3, Assert.Single(Found([Bar(0, close: 101), Bar(1, open: 101), Bar(0, close: 100, revision: 1), Bar(1, open: 101, revision: 1)])).Cause);

    [Fact]
    public void Takes_a_bar_that_came_late_for_what_it_is_the_one_before()
    {
        Assert.Empty(Found([Bar(0, close: 101), Bar(2, open: 101), Bar(1, close: 100)]));
        Assert.Equal(3, Assert.Single(Found([Bar(0, close: 101), Bar(2, open: 101), Bar(1, close: 100), Bar(2, open: 101, revision: 1)])).Cause);
    }

    [Fact]
    public void Finds_each_direction_once_per_bar() =>
        Assert.Equal(
            [BarPattern.GapUp, BarPattern.GapDown],
            Found([Bar(0), Bar(1, open: 102), Bar(1, open: 98, revision: 1), Bar(1, open: 103, revision: 2), Bar(1, open: 97, revision: 3)]).Select(found => found.Pattern));

    [Fact]
    public void Refuses_options_out_of_range()
    {
        Check("MinPercent", new() { MinPercent = 0 }, new() { MinPercent = 10_000.1m });
        Check("IdleAfter", new() { IdleAfter = TimeSpan.Zero }, new() { IdleAfter = TimeSpan.FromDays(31) });
        Check("MaxSeries", new BarGapOptions { MaxSeries = 0 });
        Assert.Empty(Found([], new() { MinPercent = 10_000, MaxSeries = 1 }));
        Assert.Throws<ArgumentNullException>("source", () => FlowOperators.DetectBarGap(null!));
    }

    private static void Check(string property, params BarGapOptions[] refused) =>
        Assert.All(refused, options => Assert.StartsWith($"Bar gap: {property} is ", Assert.Throws<ArgumentOutOfRangeException>(property, () => Found([], options)).Message, StringComparison.Ordinal));

    private static List<BarTelling> Found(Bar[] bars, BarGapOptions? options = null) => bars.Run(source => source.DetectBarGap(options));
}
