using static MarketFlow.Tests.Prints;

namespace MarketFlow.Tests;

public sealed class DetectHighLowTests : DetectorContract
{
    protected override IReadOnlyList<Trade> Finding => [Print("11:00", 100), Print("11:00:05", 100.10m)];

    /// <summary>Each band from both sides of its minimum, and each bound between two bands from both sides.</summary>
    [Theory]
    [InlineData("0.50", "0.505", true)]
    [InlineData("0.50", "0.5049", false)]
    [InlineData("0.994", "0.9999", true)] // below 1, 0.005 is enough
    [InlineData("0.994", "1.00", false)] // from 1 on, it takes 0.01
    [InlineData("2", "2.01", true)]
    [InlineData("2", "2.0099", false)]
    [InlineData("4.985", "4.9999", true)]
    [InlineData("4.985", "5.00", false)]
    [InlineData("10", "10.02", true)]
    [InlineData("10", "10.0199", false)]
    [InlineData("24", "24.024", true)] // 0.1 % is more than 0.02
    [InlineData("24", "24.0239", false)]
    [InlineData("24.96", "24.9999", true)]
    [InlineData("24.96", "25.00", false)]
    [InlineData("30", "30.05", true)]
    [InlineData("30", "30.0499", false)]
    [InlineData("80", "80.064", true)] // 0.08 % is more than 0.05
    [InlineData("80", "80.0639", false)]
    [InlineData("99.91", "99.9999", true)]
    [InlineData("99.91", "100.00", false)]
    [InlineData("150", "150.10", true)]
    [InlineData("150", "150.0999", false)]
    [InlineData("400", "400.20", true)] // 0.05 % is more than 0.10
    [InlineData("400", "400.1999", false)]
    public void Tells_a_new_high_that_exceeds_the_last_by_the_bands_minimum(string high, string price, bool isFound)
    {
        var found = new[] { Print("11:00", Number(high)), Print("11:00:05", Number(price)) }.Found(trades => trades.DetectHighLow());

        Assert.Equal(isFound ? [Detection.Up] : Array.Empty<string>(), found.Select(each => each.Direction));
    }

    [Theory]
    [InlineData("0.50", "0.495", true)]
    [InlineData("0.50", "0.4951", false)]
    [InlineData("1.005", "1.00", false)] // at 1, it takes 0.01
    [InlineData("1.005", "0.9999", true)]
    [InlineData("400", "399.80", true)]
    [InlineData("400", "399.8001", false)]
    public void Tells_a_new_low_that_exceeds_the_last_by_the_bands_minimum(string low, string price, bool isFound)
    {
        var found = new[] { Print("11:00", Number(low)), Print("11:00:05", Number(price)) }.Found(trades => trades.DetectHighLow());

        Assert.Equal(isFound ? [Detection.Down] : Array.Empty<string>(), found.Select(each => each.Direction));
    }

    [Theory]
    [InlineData("08:00", "150.20", true)] // premarket: twice
    [InlineData("08:00", "150.1999", false)]
    [InlineData("09:30", "150.15", true)] // opening: 1.5 times
    [InlineData("09:30", "150.1499", false)]
    [InlineData("10:00", "150.10", true)] // midday
    [InlineData("10:00", "150.0999", false)]
    [InlineData("15:30", "150.10", true)] // closing
    [InlineData("15:30", "150.0999", false)]
    [InlineData("16:00", "150.20", true)] // after hours: twice
    [InlineData("16:00", "150.1999", false)]
    public void Asks_for_more_in_the_opening_and_outside_regular_hours(string time, string price, bool isFound) =>
        Assert.Equal(isFound ? 1 : 0, new[] { Print(time, 150), Print(At(time) + TimeSpan.FromSeconds(5), Number(price)) }.Found(trades => trades.DetectHighLow()).Count);

    [Fact]
    public void Tells_nothing_at_the_first_trade_and_nothing_at_an_equal_price() =>
        Assert.Empty(new[] { Print("11:00", 150), Print("11:00:05", 150) }.Found(trades => trades.DetectHighLow()));

    [Theory]
    [InlineData("11:00:05.999999", 1)]
    [InlineData("11:00:06", 2)]
    public void Waits_a_second_between_two_in_one_direction(string time, int count) =>
        Assert.Equal(count, new[] { Print("11:00", 150), Print("11:00:05", 151), Print(time, 152) }.Found(trades => trades.DetectHighLow()).Count);

    [Fact]
    public void Waits_for_nothing_in_the_other_direction() =>
        Assert.Equal([Detection.Up, Detection.Down], new[] { Print("11:00", 150), Print("11:00:05", 151), Print("11:00:05.001", 149) }.Found(trades => trades.DetectHighLow()).Select(found => found.Direction));

    [Fact]
    public void Moves_the_extreme_in_any_case()
    {
        // 150.09 is too little to be told, and 151.5 comes too soon; each is the high all the same
        var found = new[] { Print("11:00", 150), Print("11:00:05", 150.09m), Print("11:00:10", 150.18m), Print("11:00:20", 151), Print("11:00:20.5", 151.5m), Print("11:00:30", 151.6m) }
            .Found(trades => trades.DetectHighLow());

        Assert.Equal([(150.18m, 151m), (151.5m, 151.6m)], found.Select(each => (Of(each).Previous, Of(each).Extreme)));
    }

    [Theory]
    [InlineData("09:29:59", "09:30")]
    [InlineData("15:59:59", "16:00")]
    public void Begins_anew_where_the_part_of_the_day_changes(string before, string after) =>
        Assert.DoesNotContain(
            new[] { Print(before, 150), Print(after, 155), Print(At(after) + TimeSpan.FromSeconds(5), 150) }.Found(trades => trades.DetectHighLow()), found => found.Direction == Detection.Up);

    [Theory]
    [InlineData("09:59:59", "10:00")]
    [InlineData("15:29:59", "15:30")]
    public void Goes_on_where_only_the_session_changes(string before, string after) =>
        Assert.Single(new[] { Print(before, 150), Print(after, 155) }.Found(trades => trades.DetectHighLow()));

    [Theory]
    [InlineData("11:59:59.9999999", 1)]
    [InlineData("12:00", 0)]
    public void Forgets_a_symbol_after_an_idle_hour(string time, int count) =>
        Assert.Equal(count, new[] { Print("11:00", 150), Print(time, 155) }.Found(trades => trades.DetectHighLow()).Count);

    [Fact]
    public void Counts_both_directions_in_the_session()
    {
        var found = new[] { Print("11:00", 150), Print("11:01", 151), Print("11:02", 152), Print("11:03", 149), Print("11:04", 153) }.Found(trades => trades.DetectHighLow());

        Assert.Equal([(1, 0), (2, 0), (2, 1), (3, 1)], found.Select(each => (Of(each).CountUp, Of(each).CountDown)));
        Assert.Equal([(151, 150), (152, 150), (152, 149), (153m, 149m)], found.Select(each => (Of(each).SessionHigh, Of(each).SessionLow)));
    }

    [Fact]
    public void Carries_change_vwap_volume_and_significance()
    {
        var found = Assert.Single(new[] { Print("11:00", 100, 300), Print("11:01", 100, 100), Print("11:02", 102, 100) }.Found(trades => trades.DetectHighLow()));

        Assert.Equal(
            new HighLowDetail
            {
                Previous = 100,
                Extreme = 102,
                SessionHigh = 102,
                SessionLow = 100,
                CountUp = 1,
                CountDown = 0,
                PercentChange = 2,
                Vwap = 100.4m,
                VwapDivergence = 1.5936m,
                Volume = 500,
                RelativeVolume = 0.5m, // this second's 100 against 200 on average
                Significance = 20 + 12.5m,
            },
            found.Detail);
    }

    [Theory]
    [InlineData("104.9", "100", "74")] // 5 % is full, and so is twice the volume
    [InlineData("105", "100", "75")]
    [InlineData("106", "100", "75")]
    [InlineData("105", "199", "99.8")]
    [InlineData("105", "200", "100")]
    [InlineData("105", "300", "100")]
    public void Is_as_significant_as_its_change_and_its_volume(string price, string size, string significance) =>
        Assert.Equal(Number(significance), Of(Assert.Single(new[] { Print("11:00", 100), Print("11:01", Number(price), Number(size)) }.Found(trades => trades.DetectHighLow()))).Significance);

    [Fact]
    public void Adds_up_what_was_traded_in_one_second() =>
        Assert.Equal(1.5m, Of(new[] { Print("11:00", 100), Print("11:00:00.5", 100), Print("11:01", 100.01m), Print("11:01:00.5", 100, 100), Print("11:01:00.9", 105) }
            .Found(trades => trades.DetectHighLow()).Single()).RelativeVolume);

    [Fact]
    public void Has_no_vwap_of_trades_without_size()
    {
        var detail = Of(Assert.Single(new[] { Print("11:00", 100, 0), Print("11:01", 102, 0) }.Found(trades => trades.DetectHighLow())));

        Assert.Equal((null, null, null, 0m), (detail.Vwap, detail.VwapDivergence, detail.RelativeVolume, detail.Volume));
    }

    [Fact]
    public void Counts_a_late_trade_into_the_session_and_finds_nothing_in_it()
    {
        // 160 is the high from then on, so 155 is none
        var found = new[] { Print("11:00:10", 150), Print("11:00:05", 160), Print("11:00:20", 155), Print("11:00:30", 161) }.Found(trades => trades.DetectHighLow());

        var detail = Of(Assert.Single(found));
        Assert.Equal((160m, 161m, 400m, 156.5m), (detail.Previous, detail.Extreme, detail.Volume, detail.Vwap));
        Assert.Equal(1, detail.RelativeVolume);
    }

    [Fact]
    public void Passes_over_a_late_trade_of_the_session_before() =>
        Assert.Single(new[] { Print("09:30", 150), Print("09:29:59", 160), Print("09:31", 155) }.Found(trades => trades.DetectHighLow()));

    [Fact]
    public void Takes_a_trade_at_the_time_of_the_newest_in_order() =>
        Assert.Single(new[] { Print("11:00", 150), Print("11:00", 155) }.Found(trades => trades.DetectHighLow()));

    [Theory]
    [InlineData("11:06:00", ReversalPattern.VBottom)] // 300 s after the low
    [InlineData("11:06:00.0000001", ReversalPattern.None)]
    public void Tells_a_V_within_five_minutes(string time, ReversalPattern pattern) =>
        Assert.Equal(pattern, Of(new[] { Print("11:00", 150), Print("11:01", 149), Print(time, 151) }.Found(trades => trades.DetectHighLow())[1]).Reversal);

    [Theory]
    [InlineData("11:01:59.9999999", true)]
    [InlineData("11:02", false)]
    public void Calls_it_rapid_within_a_minute(string time, bool isRapid) =>
        Assert.Equal(isRapid, Of(new[] { Print("11:00", 150), Print("11:01", 151), Print(time, 149) }.Found(trades => trades.DetectHighLow())[1]).IsRapid);

    [Fact]
    public void Tells_V_and_then_M_of_a_high_a_low_a_high_and_a_low()
    {
        var found = new[] { Print("11:00", 150), Print("11:01", 151), Print("11:01:10", 149), Print("11:01:20", 152), Print("11:01:30", 148) }.Found(trades => trades.DetectHighLow());

        Assert.Equal([ReversalPattern.None, ReversalPattern.VTop, ReversalPattern.VBottom, ReversalPattern.MTop], found.Select(each => Of(each).Reversal));
        Assert.True(Of(found[3]).IsRapid);
    }

    [Theory]
    [InlineData("11:06", ReversalPattern.WBottom)] // 300 s after the first low
    [InlineData("11:06:00.0000001", ReversalPattern.VBottom)]
    public void Tells_a_W_within_five_minutes(string time, ReversalPattern pattern) =>
        Assert.Equal(pattern, Of(new[] { Print("11:00", 150), Print("11:01", 149), Print("11:02", 151), Print("11:03", 148), Print(time, 152) }
            .Found(trades => trades.DetectHighLow())[3]).Reversal);

    [Fact]
    public void Tells_a_pattern_at_the_turn_and_not_again() =>
        Assert.Equal(
            [ReversalPattern.None, ReversalPattern.VBottom, ReversalPattern.None],
            new[] { Print("11:00", 150), Print("11:01", 149), Print("11:02", 151), Print("11:03", 152) }.Found(trades => trades.DetectHighLow()).Select(each => Of(each).Reversal));

    [Fact]
    public void Measures_a_pattern_from_the_last_detection_before_the_turn() =>
        Assert.Equal(ReversalPattern.VTop, Of(new[] { Print("11:00", 150), Print("11:01", 151), Print("11:05", 152), Print("11:10", 149) }.Found(trades => trades.DetectHighLow())[2]).Reversal);

    [Fact]
    public void Detects_around_the_clock_where_the_calendar_says_so() =>
        Assert.Single(new[] { Print("02:00", 150), Print("02:01", 155) }.Found(trades => trades.DetectHighLow(new() { Calendar = MarketCalendar.AroundTheClock })));

    [Fact]
    public void Takes_numbers_of_yours()
    {
        HighLowOptions options = new()
        {
            Bands = [new(Below: decimal.MaxValue, Percent: 0, Amount: 0)],
            Factor = new(0, 0, 0, 0, 0),
            Cooldown = TimeSpan.Zero,
        };

        Assert.Equal(2, new[] { Print("11:00", 150), Print("11:00", 150.0001m), Print("11:00", 150.0002m) }.Found(trades => trades.DetectHighLow(options)).Count);
    }

    public static TheoryData<HighLowOptions, string> Wrong => new()
    {
        { new() { Bands = [] }, "High/low: Bands do not cover all prices; the last one's Below must be decimal.MaxValue." },
        { new() { Bands = [new(5, 1, 1)] }, "High/low: Bands do not cover all prices; the last one's Below must be decimal.MaxValue." },
        { new() { Bands = [new(5, 1, 1), new(5, 1, 1), new(decimal.MaxValue, 1, 1)] }, "High/low: Bands[1].Below is 5; must be above that of the band before it, 5." },
        { new() { Bands = [new(decimal.MaxValue, -1, 1)] }, "Percent must be 0 to 1,000" },
        { new() { Factor = new(1, 1, -1, 1, 1) }, "Factor is" },
        { new() { Cooldown = TimeSpan.FromTicks(-1) }, "High/low: Cooldown is -00:00:00.0000001; must be 0 to 1 day." },
        { new() { ReversalWindow = TimeSpan.FromDays(2) }, "High/low: ReversalWindow is 2.00:00:00; must be 0 to 1 day." },
        { new() { RapidWithin = TimeSpan.FromDays(-2) }, "RapidWithin is -2.00:00:00" },
        { new() { MaxSymbols = 0 }, "MaxSymbols is 0; must be at least 1." },
        { new() { IdleAfter = TimeSpan.Zero }, "High/low: IdleAfter is 00:00:00; must be above zero and at most 30 days." },
        { new() { Calendar = null! }, "High/low: Calendar is null; must not be." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Names_the_option_that_is_out_of_its_range(HighLowOptions options, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => new HandSource<Trade>().DetectHighLow(options)).Message, StringComparison.Ordinal);

    protected override IObservable<Detection> Detect(IObservable<Trade> source, LedgerStage? stage = null) => source.DetectHighLow(stage: stage);

    protected override IObservable<Detection> Detect(
        IObservable<MarketEvent> source, MarketCalendar calendar, Func<Trade, TradeUpdates> eligibility, LedgerStage? stage = null, IObserver<Status>? notUndone = null) =>
        source.DetectHighLow(new() { Calendar = calendar, Eligibility = eligibility }, stage, notUndone);

    private static HighLowDetail Of(Detection detection) => Assert.IsType<HighLowDetail>(detection.Detail);
}
