using static MarketFlow.Tests.TestBars;

namespace MarketFlow.Tests;

public sealed class DetectCloseAtExtremeTests
{
    [Fact]
    public void Finds_a_close_at_the_highest_price_of_ten_bars() =>
        Assert.Equal(
            [BarTelling.Of(Bar(9).Numbered(9), BarPattern.CloseAtHigh, 111, "up", value: 111, threshold: 110)],
            Found([.. Range(9), Bar(9, open: 100, close: 111)]));

    [Fact]
    public void Finds_a_close_at_the_lowest_price_of_ten_bars() =>
        Assert.Equal(
            [BarTelling.Of(Bar(9).Numbered(9), BarPattern.CloseAtLow, 89, "down", value: 89, threshold: 90)],
            Found([.. Range(9), Bar(9, open: 100, close: 89)]));

    [Fact]
    public void Counts_a_close_equal_to_the_extreme_before_and_not_one_short_of_it()
    {
        Assert.Single(Found([.. Range(9), Bar(9, close: 110)]));
        Assert.Single(Found([.. Range(9), Bar(9, close: 90)]));
        Assert.Empty(Found([.. Range(9), Bar(9, close: 109.99m), Bar(10, close: 90.01m)]));
    }

    [Fact]
    public void Counts_the_bars_own_prices()
    {
        Assert.Empty(Found([.. Range(9), Bar(9, high: 111.01m, close: 111)]));
        Assert.Empty(Found([.. Range(9), Bar(9, low: 88.99m, close: 89)]));
    }

    [Fact]
    public void Looks_at_ten_bars_with_the_newest_and_no_further()
    {
        Bar high = Bar(0, high: 120, low: 100);

        Assert.Empty(Found([high, .. Range(8, from: 1), Bar(9, close: 111)]));
        Assert.Single(Found([high, .. Range(9, from: 1), Bar(10, close: 111)]));
    }

    [Fact]
    public void Needs_five_bars_with_the_newest()
    {
        Assert.Empty(Found([.. Range(3), Bar(3, close: 111)]));
        Assert.Single(Found([.. Range(4), Bar(4, close: 111)]));
    }

    [Fact]
    public void Finds_nothing_where_there_is_a_single_price()
    {
        Bar[] flat = [.. Enumerable.Range(0, 10).Select(minute => Bar(minute))];

        Assert.Empty(Found(flat));
        Assert.Equal(BarPattern.CloseAtHigh, Assert.Single(Found([.. flat, Bar(10, close: 100.01m)])).Pattern);
    }

    [Fact]
    public void Begins_anew_where_the_session_changes()
    {
        var open = Ten.AddMinutes(-30);
        Bar[] before = [.. Enumerable.Range(-9, 9).Select(minute => BarAt(open + (minute * Minute), high: 110, low: 90))];

        Assert.Empty(Found([.. before, BarAt(open, close: 111)]));
        Assert.Single(Found([.. before, BarAt(open, close: 111)], new() { Calendar = MarketCalendar.AroundTheClock }));
    }

    [Fact]
    public void Finds_a_high_and_a_low_in_one_bar_that_is_revised_from_one_to_the_other_and_each_once() =>
        Assert.Equal(
            [BarPattern.CloseAtHigh, BarPattern.CloseAtLow],
            Found([.. Range(9), Bar(9, close: 111), Bar(9, close: 89, revision: 1), Bar(9, close: 112, revision: 2), Bar(9, close: 88, revision: 3)]).Select(found => found.Pattern));

    [Fact]
    public void Refuses_options_out_of_range()
    {
        Check("Bars", new() { Bars = 1, MinBars = 2 }, new() { Bars = 1_001 });
        Check("MinBars", new() { MinBars = 1 }, new() { MinBars = 11 });
        Check("IdleAfter", new() { IdleAfter = TimeSpan.Zero }, new() { IdleAfter = TimeSpan.FromDays(31) });
        Check("MaxSeries", new CloseAtExtremeOptions { MaxSeries = 0 });
        Assert.Empty(Found([], new() { Bars = 2, MinBars = 2, MaxSeries = 1 }));
        Assert.Throws<ArgumentNullException>("Calendar", () => Found([], new() { Calendar = null! }));
        Assert.Throws<ArgumentNullException>("source", () => FlowOperators.DetectCloseAtExtreme(null!));
    }

    private static void Check(string property, params CloseAtExtremeOptions[] refused) =>
        Assert.All(refused, options => Assert.StartsWith($"Close at extreme: {property} is ", Assert.Throws<ArgumentOutOfRangeException>(property, () => Found([], options)).Message, StringComparison.Ordinal));

    // from 90 to 110, closing in between
    private static IEnumerable<Bar> Range(int count, int from = 0) => Enumerable.Range(from, count).Select(minute => Bar(minute, high: 110, low: 90));

    private static List<BarTelling> Found(Bar[] bars, CloseAtExtremeOptions? options = null) => bars.Run(source => source.DetectCloseAtExtreme(options));
}
