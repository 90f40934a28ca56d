using static MarketFlow.Tests.TestBars;

namespace MarketFlow.Tests;

public sealed class DetectSignificantMoveTests
{
    [Fact]
    public void Finds_two_percent_up() =>
        Assert.Equal(
            [BarTelling.Of(Bar(0).Numbered(0), BarPattern.SignificantMove, 102, "up", value: 2, threshold: 2)],
            Found([Bar(0, open: 100, close: 102)]));

    [Fact]
    public void Finds_two_percent_down() =>
        Assert.Equal(
            [BarTelling.Of(Bar(0).Numbered(0), BarPattern.SignificantMove, 98, "down", value: -2, threshold: 2)],
            Found([Bar(0, open: 100, close: 98)]));

    [Theory]
    [InlineData(101.999_999_9)]
    [InlineData(98.000_000_1)]
    [InlineData(100)]
    public void Finds_nothing_just_below(double close) => Assert.Empty(Found([Bar(0, open: 100, close: (decimal)close)]));

    [Fact]
    public void Compares_exactly_where_the_quotient_has_no_end()
    {
        Assert.Single(Found([Bar(0, open: 0.0003m, close: 0.000306m)]));
        Assert.Empty(Found([Bar(0, open: 0.0003m, close: 0.000305999999999m)]));
    }

    [Fact]
    public void Measures_by_the_open_not_by_the_low() => Assert.Empty(Found([Bar(0, open: 100, low: 90, high: 110, close: 101)]));

    [Fact]
    public void Tells_the_change_to_four_decimals() => Assert.Equal(33.3333m, Assert.Single(Found([Bar(0, open: 3, close: 4)])).Value);

    [Fact]
    public void Finds_a_bar_when_it_is_revised_to_be_one() =>
        Assert.Equal([2], Found([Bar(0), Bar(0, close: 101, revision: 1), Bar(0, close: 103, revision: 2)]).Select(found => (int)found.Cause!));

    [Fact]
    public void Finds_a_bar_once_however_it_is_revised() =>
        Assert.Equal([0], Found([Bar(0, close: 103), Bar(0, close: 104, revision: 1), Bar(0, close: 90, revision: 2)]).Select(found => (int)found.Cause!));

    [Fact]
    public void Refuses_options_out_of_range()
    {
        Check("MinPercent", new() { MinPercent = 0 }, new() { MinPercent = 10_000.1m });
        Check("IdleAfter", new() { IdleAfter = TimeSpan.Zero }, new() { IdleAfter = TimeSpan.FromDays(31) });
        Check("MaxSeries", new SignificantMoveOptions { MaxSeries = 0 });
        Assert.Empty(Found([], new() { MinPercent = 10_000, MaxSeries = 1 }));
        Assert.Throws<ArgumentNullException>("source", () => FlowOperators.DetectSignificantMove(null!));
    }

    private static void Check(string property, params SignificantMoveOptions[] refused) =>
        Assert.All(refused, options => Assert.StartsWith($"Significant move: {property} is ", Assert.Throws<ArgumentOutOfRangeException>(property, () => Found([], options)).Message, StringComparison.Ordinal));

    private static List<BarTelling> Found(Bar[] bars, SignificantMoveOptions? options = null) => bars.Run(source => source.DetectSignificantMove(options));
}
