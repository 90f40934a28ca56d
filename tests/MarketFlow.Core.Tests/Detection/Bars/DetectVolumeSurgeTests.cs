using static MarketFlow.Tests.TestBars;

namespace MarketFlow.Tests;

public sealed class DetectVolumeSurgeTests
{
    [Fact]
    public void Finds_three_times_the_mean_of_the_ten_bars_before()
    {
        var found = Assert.Single(Found([.. Quiet(10), Bar(10, close: 101, volume: 300)]));

        Assert.Equal(BarTelling.Of(Bar(10).Numbered(10), BarPattern.VolumeSurge, 101, direction: null, value: 3, threshold: 3), found);
    }

    [Fact]
    public void Finds_nothing_just_below() => Assert.Empty(Found([.. Quiet(10), Bar(10, volume: 299.999_999m)]));

    [Fact]
    public void Compares_exactly_where_the_mean_has_no_end()
    {
        Bar[] thirds = [.. Enumerable.Range(0, 3).Select(minute => Bar(minute, volume: minute == 0 ? 0.2m : 0.1m))];
        var options = new VolumeSurgeOptions { Bars = 3, MinBars = 3, Multiple = 3 };

        Assert.Single(Found([.. thirds, Bar(3, volume: 0.4m)], options));
        Assert.Empty(Found([.. thirds, Bar(3, volume: 0.399_999_999_999m)], options));
    }

    [Fact]
    public void Leaves_the_bar_itself_out_of_the_mean() => Assert.Single(Found([.. Quiet(10), Bar(10, volume: 300)])); // a fifth more with it

    [Fact]
    public void Looks_at_the_ten_bars_before_and_no_further()
    {
        Assert.Empty(Found([.. Quiet(1, volume: 1_000), .. Quiet(9, from: 1), Bar(10, volume: 300)]));
        Assert.Single(Found([.. Quiet(1, volume: 1_000), .. Quiet(10, from: 1), Bar(11, volume: 300)]));
    }

    [Fact]
    public void Needs_ten_bars_before()
    {
        Assert.Empty(Found([.. Quiet(9), Bar(9, volume: 10_000)]));
        Assert.Single(Found([.. Quiet(10), Bar(10, volume: 10_000)]));
    }

    [Fact]
    public void Needs_as_many_bars_before_as_asked_for()
    {
        var options = new VolumeSurgeOptions { MinBars = 2 };

        Assert.Empty(Found([.. Quiet(1), Bar(1, volume: 300)], options));
        Assert.Single(Found([.. Quiet(2), Bar(2, volume: 300)], options));
    }

    [Fact]
    public void Finds_no_multiple_of_nothing() => Assert.Empty(Found([.. Quiet(10, volume: 0), Bar(10, volume: 1_000)]));

    [Fact]
    public void Tells_the_largest_multiple_there_is_where_the_mean_is_next_to_nothing() =>
        Assert.Equal(1_000_000_000_000_000m, Assert.Single(Found([.. Quiet(10, volume: 1e-28m), Bar(10, volume: 1e15m)])).Value);

    [Fact]
    public void Begins_anew_where_the_session_changes()
    {
        var beforeTheClose = Ten.AddHours(6) - (10 * Minute);
        Bar[] quiet = [.. Enumerable.Range(0, 10).Select(minute => BarAt(beforeTheClose + (minute * Minute)))];

        Assert.Empty(Found([.. quiet, BarAt(Ten.AddHours(6), volume: 300)]));
        Assert.Single(Found([.. quiet, BarAt(Ten.AddHours(6), volume: 300)], new() { Calendar = MarketCalendar.AroundTheClock }));
    }

    [Fact]
    public void Passes_over_bars_while_the_market_is_closed()
    {
        var inTheNight = new DateTimeOffset(2026, 3, 9, 5, 0, 0, TimeSpan.Zero);
        Bar[] bars = [.. Enumerable.Range(0, 11).Select(minute => BarAt(inTheNight + (minute * Minute), volume: minute == 10 ? 300 : 100))];

        Assert.Empty(Found(bars));
        Assert.Single(Found(bars, new() { Calendar = MarketCalendar.AroundTheClock }));
    }

    [Fact]
    public void Keeps_the_history_of_bars_of_a_day_over_sessions()
    {
        var day = TimeSpan.FromDays(1);
        Bar[] days = [.. Enumerable.Range(0, 11).Select(n => BarAt(new DateTimeOffset(2026, 3, 9, 0, 0, 0, TimeSpan.Zero) + (n * day), volume: n == 10 ? 300 : 100) with { Interval = day })];

        Assert.Single(Found(days));
    }

    [Fact]
    public void Measures_by_a_bar_as_it_was_revised()
    {
        Assert.Empty(Found([.. Quiet(10), Bar(3, volume: 101, revision: 1), Bar(10, volume: 300)]));
        Assert.Single(Found([.. Quiet(10), Bar(3, volume: 101, revision: 1), Bar(10, volume: 300.3m)]));
    }

    [Fact]
    public void Refuses_options_out_of_range()
    {
        Check("Bars", new() { Bars = 0 }, new() { Bars = 1_001 });
        Check("MinBars", new() { MinBars = 0 }, new() { MinBars = 11 });
        Check("Multiple", new() { Multiple = 0 }, new() { Multiple = 1_000_001 });
        Check("IdleAfter", new() { IdleAfter = TimeSpan.Zero }, new() { IdleAfter = TimeSpan.FromDays(30) + TimeSpan.FromTicks(1) });
        Check("MaxSeries", new VolumeSurgeOptions { MaxSeries = 0 });
        Assert.Empty(Found([], new() { Bars = 1_000, MinBars = 1_000, Multiple = 1_000_000, IdleAfter = TimeSpan.FromDays(30), MaxSeries = 1 }));
        Assert.Empty(Found([], new() { Bars = 1, MinBars = 1, Multiple = 1e-9m, IdleAfter = TimeSpan.FromTicks(1) }));
        Assert.Throws<ArgumentNullException>("Calendar", () => Found([], new() { Calendar = null! }));
        Assert.Throws<ArgumentNullException>("source", () => FlowOperators.DetectVolumeSurge(null!));
    }

    private static void Check(string property, params VolumeSurgeOptions[] refused) =>
        Assert.All(refused, options => Assert.StartsWith($"Volume surge: {property} is ", Assert.Throws<ArgumentOutOfRangeException>(property, () => Found([], options)).Message, StringComparison.Ordinal));

    private static IEnumerable<Bar> Quiet(int count, int from = 0, decimal volume = 100) =>
        Enumerable.Range(from, count).Select(minute => Bar(minute, volume: volume));

    private static List<BarTelling> Found(Bar[] bars, VolumeSurgeOptions? options = null) => bars.Run(source => source.DetectVolumeSurge(options));
}
