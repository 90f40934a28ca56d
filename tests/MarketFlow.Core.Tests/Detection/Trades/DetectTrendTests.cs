using static MarketFlow.Tests.Prints;

namespace MarketFlow.Tests;

public sealed class DetectTrendTests : DetectorContract
{
    private static readonly TimeSpan _point = TimeSpan.FromSeconds(5);

    /// <summary>Nothing but the price steps, each weighing the same, so that a score can be reckoned by hand.</summary>
    private static readonly TrendOptions _stepsAlone = new()
    {
        PriceWeight = 1,
        VwapWeight = 0,
        VolumeWeight = 0,
        RecencyDecay = 1,
        ShortWeight = 1,
        MediumWeight = 0,
        LongWeight = 0,
        Volatility = new(1, 1, 1),
    };

    // 100 for 90 s, then up by 0.25 % in one step
    protected override IReadOnlyList<Trade> Finding => [.. Flat("11:00", 18), Print("11:01:30", 100.25m)];

    [Fact]
    public void Tells_where_a_trend_begins_how_it_changes_and_where_it_ends()
    {
        var up = Enumerable.Range(0, 20).Select(number => 100 + (number * 0.05m));
        var flat = Enumerable.Repeat(100.95m, 130);
        var found = Line("11:00", [.. Enumerable.Repeat(100m, 18), .. up, .. flat]).Found(trades => trades.DetectTrend());

        Assert.Equal(Detection.Up, found[0].Direction);
        Assert.Null(found[^1].Direction);
        Assert.Equal(TrendStrength.None, Of(found[^1]).Strength);
        Assert.Contains(found, each => Of(each).Strength == TrendStrength.Strong);
        Assert.All(found.SkipLast(1), each => Assert.Equal(found[0].Time, Of(each).Since));
        Assert.Equal(found[^1].Time, Of(found[^1]).Since);
        Assert.All(found.Zip(found.Skip(1)), pair => Assert.NotEqual((pair.First.Direction, Of(pair.First).Strength), (pair.Second.Direction, Of(pair.Second).Strength)));
    }

    [Fact]
    public void Tells_a_fall_as_it_tells_a_rise()
    {
        var found = Assert.Single(Flat("11:00", 18).Concat([Print("11:01:30", 99.75m)]).Found(trades => trades.DetectTrend()));

        Assert.Equal(Detection.Down, found.Direction);
        Assert.True(Of(found) is { Score: < 0, ShortScore: < 0, MediumScore: < 0, LongScore: < 0, VwapPosition: < 0, PercentChange: -0.25m });
    }

    /// <summary>Just within its multiple of the threshold, and just without: 17 steps of nothing and one of 0.18, over 19 points' mean price.</summary>
    [Theory]
    [InlineData(1, TrendStrength.None, TrendStrength.Weak)]
    [InlineData(1.5, TrendStrength.Weak, TrendStrength.Moderate)]
    [InlineData(2, TrendStrength.Moderate, TrendStrength.Strong)]
    public void Is_at_a_strength_from_its_multiple_of_the_threshold_on(double times, TrendStrength missed, TrendStrength reached)
    {
        var score = 0.18 / 18 / (((18 * 100.0) + 100.18) / 19 * 0.01);
        Trade[] trades = [.. Flat("11:00", 18), Print("11:01:30", 100.18m)];

        Assert.Equal(reached, StrengthAt(score / times * 0.999_999));
        Assert.Equal(missed, StrengthAt(score / times * 1.000_001));

        TrendStrength StrengthAt(double threshold)
        {
            var found = trades.Found(source => source.DetectTrend(_stepsAlone with { SessionThreshold = new(1, 1, threshold, 1, 1), Bands = [new(decimal.MaxValue, 1)] }));
            return found.Count == 0 ? TrendStrength.None : Of(Assert.Single(found)).Strength;
        }
    }

    [Theory]
    [InlineData("11:01:29.999", 0)]
    [InlineData("11:01:30", 1)]
    public void Waits_for_90_seconds(string time, int count) => Assert.Equal(count, WarmingUp("11:00", time));

    [Theory]
    [InlineData("09:30:44.999", 0)]
    [InlineData("09:30:45", 1)]
    public void Waits_for_45_seconds_in_the_opening(string time, int count) => Assert.Equal(count, WarmingUp("09:30", time));

    [Theory]
    [InlineData("16:03:59.999", 0)]
    [InlineData("16:04", 1)]
    public void Waits_for_240_seconds_after_hours(string time, int count) => Assert.Equal(count, WarmingUp("16:00", time));

    [Theory]
    [InlineData(6, 0)]
    [InlineData(7, 1)] // and the eighth point is the step
    public void Waits_for_eight_points(int points, int count) =>
        Assert.Equal(count, Flat("11:00", points).Concat([Print("11:02", 101)]).Found(trades => trades.DetectTrend()).Count);

    [Theory]
    [InlineData("11:10:00", 1)] // the point of 11:00:05 is the oldest of the last 600 s
    [InlineData("11:10:05", 0)]
    public void Forgets_points_older_than_the_long_window(string time, int count) =>
        Assert.Equal(count, Flat("11:00", 8).Concat([Print(time, 101)]).Found(trades => trades.DetectTrend()).Count);

    [Fact]
    public void Looks_once_per_interval()
    {
        // a rise within one interval is seen by the next interval's first trade
        var found = Flat("11:00", 18).Concat([Print("11:01:30", 100), Print("11:01:31", 101), Print("11:01:34.999", 101), Print("11:01:35", 101)]).Found(trades => trades.DetectTrend());

        Assert.Equal(At("11:01:35"), Assert.Single(found).Time);
    }

    [Theory]
    [InlineData("09:35", "9.99", 0.020)] // opening
    [InlineData("09:35", "10", 0.010)] // opening
    [InlineData("09:35", "49.99", 0.010)] // opening
    [InlineData("09:35", "50", 0.008)] // opening
    [InlineData("09:35", "199.99", 0.008)] // opening
    [InlineData("09:35", "200", 0.005)] // opening
    [InlineData("09:35", "499.99", 0.005)] // opening
    [InlineData("09:35", "500", 0.003)] // opening
    [InlineData("08:00", "9.99", 0.010)] // premarket
    [InlineData("11:00", "9.99", 0.008)] // midday
    [InlineData("15:35", "9.99", 0.020)] // closing
    [InlineData("17:00", "9.99", 0.005)] // after hours
    public void Takes_the_lower_threshold_of_session_and_band(string time, string priceText, double threshold)
    {
        var price = Number(priceText);
        Assert.True(IsFoundWithScore(threshold * 1.03));
        Assert.False(IsFoundWithScore(threshold * 0.97));

        // 59 points of one price and then a step to the price in question, of which the short window's 35 steps make the score
        bool IsFoundWithScore(double score)
        {
            var step = Math.Round(price * (decimal)score * 0.01m * 35, 6);
            var start = At(time);
            var trades = Enumerable.Range(0, 59).Select(number => Print(start + (_point * number), price - step)).Append(Print(start + (_point * 59), price));
            return trades.Found(source => source.DetectTrend(_stepsAlone)).Count > 0;
        }
    }

    /// <summary>Half the points at one price and half at another: their deviation over their mean is exactly what is said.</summary>
    [Theory]
    [InlineData("97.99", "102.01", 0.5)] // 2.01 %: wild
    [InlineData("98", "102", 1)] // 2 %
    [InlineData("99.5", "100.5", 1)] // 0.5 %
    [InlineData("99.51", "100.49", 2)] // 0.49 %: calm
    public void Multiplies_the_threshold_by_volatility(string lowText, string highText, double factor)
    {
        var (low, high) = (Number(lowText), Number(highText));
        var trades = Enumerable.Range(0, 20).Select(number => Print(At("11:00") + (_point * number), number % 2 == 0 ? low : high)).ToArray();
        var score = ((double)(high - low) * 1 / 19) / 100 / 0.01;
        Assert.Equal(1, CountAt(score / factor * 0.999_999));
        Assert.Equal(0, CountAt(score / factor * 1.000_001));

        int CountAt(double threshold) => trades.Found(source => source.DetectTrend(_stepsAlone with
        {
            SessionThreshold = new(1, 1, Math.Min(1, threshold), 1, 1),
            Bands = [new(decimal.MaxValue, 1)],
            Volatility = new VolatilityFactor(0.5, 1, 2),
            MinPoints = 20,
        })).Count;
    }

    [Fact]
    public void Counts_a_late_trade_into_volume_and_vwap_and_into_no_point()
    {
        var found = Assert.Single(Flat("11:00", 18).Concat([Print("11:00:02", 130, 1_900), Print("11:01:30", 100.25m)]).Found(trades => trades.DetectTrend()));

        Assert.Equal((3_800m, 115.0065789474m), (Of(found).Volume, Of(found).Vwap));
        Assert.Equal(Detection.Down, found.Direction); // for the price is far below that average
    }

    [Fact]
    public void Begins_anew_with_the_part_of_the_day_and_tells_nothing_of_it()
    {
        var found = Flat("09:27", 18).Concat([Print("09:28:30", 101), Print("09:30", 101), Print("09:30:05", 100)]).Found(trades => trades.DetectTrend());

        Assert.Equal(At("09:28:30"), Assert.Single(found).Time);
    }

    [Fact]
    public void Carries_the_scores_of_the_windows()
    {
        // nothing but the last step is in the short window's 36 points, 17 steps of nothing beside it
        var detail = Of(Assert.Single(Finding.Found(trades => trades.DetectTrend())));

        Assert.Equal(detail.ShortScore, detail.LongScore); // all of it is younger than 180 s
        Assert.Equal(detail.Score, detail.LongScore);
        Assert.Equal((1_900m, 100.0131578947m, 0.2368m, 0.25m, 1m), (detail.Volume, detail.Vwap, detail.VwapPosition, detail.PercentChange, detail.RelativeVolume));
    }

    public static TheoryData<TrendOptions, string> Wrong => new()
    {
        { new() { PointInterval = TimeSpan.FromMilliseconds(1_500) }, "Trend: PointInterval is 00:00:01.5000000; must be 1 s to 1 min, in whole seconds." },
        { new() { PointInterval = TimeSpan.Zero }, "PointInterval is 00:00:00" },
        { new() { ShortWindow = TimeSpan.FromSeconds(182) }, "ShortWindow is 00:03:02; must be a multiple of PointInterval" },
        { new() { MediumWindow = TimeSpan.FromSeconds(170) }, "MediumWindow is 00:02:50; must be a multiple of PointInterval, 00:03:00 to 1,000 times as long as that." },
        { new() { LongWindow = TimeSpan.FromSeconds(5_005) }, "LongWindow is 01:23:25" },
        { new() { ShortWeight = -0.1 }, "Trend: ShortWeight is -0.1; must be 0 to 1." },
        { new() { MediumWeight = 1.1 }, "MediumWeight is 1.1" },
        { new() { LongWeight = double.NaN }, "LongWeight is NaN" },
        { new() { PriceWeight = 2 }, "PriceWeight is 2" },
        { new() { VwapWeight = 2 }, "VwapWeight is 2" },
        { new() { VolumeWeight = 2 }, "VolumeWeight is 2" },
        { new() { RecencyDecay = 0 }, "RecencyDecay is 0; must be above 0, at most 1." },
        { new() { SessionThreshold = new(0, 1, 1, 1, 1) }, "SessionThreshold is" },
        { new() { Bands = [] }, "Bands is empty" },
        { new() { Bands = [new(5, 0.1), new(decimal.MaxValue, 0)] }, "Bands is [1]" },
        { new() { Bands = [new(5, 0.1)] }, "Bands is [0]" },
        { new() { Volatility = new(0, 1, 1) }, "Volatility is" },
        { new() { WarmUp = new(default, default, TimeSpan.FromDays(2), default, default) }, "WarmUp is" },
        { new() { MinPoints = 1 }, "Trend: MinPoints is 1; must be 2 to 1,000." },
        { new() { MaxSymbols = 0 }, "MaxSymbols is 0; must be at least 1." },
        { new() { IdleAfter = TimeSpan.FromDays(31) }, "IdleAfter is 31.00:00:00" },
        { new() { Calendar = null! }, "Calendar is null" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Names_the_option_that_is_out_of_its_range(TrendOptions options, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => new HandSource<Trade>().DetectTrend(options)).Message, StringComparison.Ordinal);

    protected override IObservable<Detection> Detect(IObservable<Trade> source, LedgerStage? stage = null) => source.DetectTrend(stage: stage);

    protected override IObservable<Detection> Detect(
        IObservable<MarketEvent> source, MarketCalendar calendar, Func<Trade, TradeUpdates> eligibility, LedgerStage? stage = null, IObserver<Status>? notUndone = null) =>
        source.DetectTrend(new() { Calendar = calendar, Eligibility = eligibility }, stage, notUndone);

    private static TrendDetail Of(Detection detection) => Assert.IsType<TrendDetail>(detection.Detail);

    private static Trade[] Line(string start, decimal[] prices) => [.. prices.Select((price, number) => Print(At(start) + (_point * number), price))];

    private static Trade[] Flat(string start, int points) => Line(start, [.. Enumerable.Repeat(100m, points)]);

    private static int WarmingUp(string start, string time) =>
        Flat(start, 8).Concat([Print(time, 101)]).Found(trades => trades.DetectTrend()).Count;
}
