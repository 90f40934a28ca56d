using static MarketFlow.Tests.Prints;

namespace MarketFlow.Tests;

public sealed class DetectSurgeTests : DetectorContract
{
    /// <summary>Thresholds that are the same at all times and easily reckoned: at 100, a move of 1 in price, and 130 shares a second.</summary>
    private static readonly SurgeOptions _even = new()
    {
        SessionPercent = new(1, 1, 1, 1, 1),
        Bands = [new(Below: decimal.MaxValue, Percent: 1, Amount: 1)],
        Volatility = new(1, 1, 1),
    };

    private static readonly PerSession<SurgeMode> _either = new(SurgeMode.Either, SurgeMode.Either, SurgeMode.Either, SurgeMode.Either, SurgeMode.Either);

    // five seconds of 100, then up by 1.5 % with no more volume than usual
    protected override IReadOnlyList<Trade> Finding => [.. Calm("11:00", 5, 100), Print("11:00:10", 101.5m)];

    /// <summary>Each band from both sides of its minima, and each bound between two bands from both sides.</summary>
    [Theory]
    [InlineData("5", "5.15", true)] // 3 %
    [InlineData("5", "5.1499", false)]
    [InlineData("3", "3.10", true)] // 0.10 is more than 3 %
    [InlineData("3", "3.0999", false)]
    [InlineData("9.70", "9.9999", true)] // below 10, 0.10 is enough
    [InlineData("9.70", "10.00", false)] // from 10 on, it takes 0.50
    [InlineData("30", "30.60", true)] // 2 %
    [InlineData("30", "30.5999", false)]
    [InlineData("20", "20.50", true)] // 0.50 is more than 2 %
    [InlineData("20", "20.4999", false)]
    [InlineData("49.01", "49.9999", true)]
    [InlineData("49.01", "50.00", false)] // from 50 on, it takes 1
    [InlineData("100", "101.50", true)] // 1.5 %
    [InlineData("100", "101.4999", false)]
    [InlineData("60", "61", true)] // 1 is more than 1.5 %
    [InlineData("60", "60.9999", false)]
    [InlineData("197.5", "199.9999", false)]
    [InlineData("197.5", "200.00", true)] // from 200 on, 1 % and 2 are enough
    [InlineData("300", "303", true)] // 1 %
    [InlineData("300", "302.9999", false)]
    [InlineData("496.5", "499.9999", false)]
    [InlineData("496.5", "500", true)] // from 500 on, 0.5 % is enough
    [InlineData("1000", "1005", true)]
    [InlineData("1000", "1004.9999", false)]
    [InlineData("550", "553", true)] // 3 is more than 0.5 %
    [InlineData("550", "552.9999", false)]
    [InlineData("303.03", "300.00", false)] // and down: 1 % of what it was
    [InlineData("303.03", "299.9997", true)]
    public void Tells_a_price_that_moved_by_the_bands_percentage_and_amount(string from, string to, bool isFound)
    {
        SurgeOptions options = new() { SessionPercent = new(1_000, 1_000, 1_000, 1_000, 1_000), Volatility = new(1, 1, 1) };
        var (start, end) = (Number(from), Number(to));

        var found = Calm("11:00", 5, start).Append(Print("11:00:10", end)).Found(trades => trades.DetectSurge(options));

        Assert.Equal(isFound ? [end > start ? Detection.Up : Detection.Down] : Array.Empty<string>(), found.Select(each => each.Direction));
    }

    [Theory]
    [InlineData("09:31", "9", "9.18", true)] // opening: 2 %, where the band says 3 %
    [InlineData("09:31", "9", "9.1799", false)]
    [InlineData("11:00", "150", "151.5", true)] // midday: 1 %, where the band says 1.5 %
    [InlineData("11:00", "150", "151.4999", false)]
    [InlineData("15:31", "9", "9.18", true)] // closing: 2 %
    [InlineData("15:31", "9", "9.1799", false)]
    [InlineData("08:00", "450", "452.25", true)] // premarket and after hours: 0.5 %, where the band says 1 %
    [InlineData("08:00", "450", "452.2499", false)]
    [InlineData("17:00", "450", "452.25", true)]
    [InlineData("17:00", "450", "452.2499", false)]
    public void Takes_the_lower_percentage_of_session_and_band(string time, string from, string to, bool isFound)
    {
        SurgeOptions options = new() { Mode = _either, Volatility = new(1, 1, 1) };
        var trades = Calm(time, 5, Number(from)).Append(Print(At(time) + TimeSpan.FromSeconds(15), Number(to)));

        Assert.Equal(isFound ? 1 : 0, trades.Found(source => source.DetectSurge(options)).Count);
    }

    /// <summary>Half the seconds at one price and half at another: their deviation over their mean is exactly what is said.</summary>
    [Theory]
    [InlineData("97.99", "102.01", "0.7")] // 2.01 %: wild
    [InlineData("98", "102", "1")] // 2 %
    [InlineData("99.5", "100.5", "1")] // 0.5 %
    [InlineData("99.51", "100.49", "1.5")] // 0.49 %: calm
    public void Multiplies_the_percentage_by_volatility(string low, string high, string factor)
    {
        var options = _even with { Volatility = new SurgeOptions().Volatility, Bands = [new(decimal.MaxValue, 1, 0.01m)] };
        var from = Number(high);
        var move = from * Number(factor) / 100;
        var before = Enumerable.Range(0, 4).Select(number => Print(At("11:00") + TimeSpan.FromSeconds(number), number % 2 == 0 ? Number(low) : from)).ToArray();

        Assert.Single(before.Append(Print("11:00:10", from + move)).Found(source => source.DetectSurge(options)));
        Assert.Empty(before.Append(Print("11:00:10", from + move - 0.0001m)).Found(source => source.DetectSurge(options)));
    }

    [Theory]
    [InlineData(129, false)]
    [InlineData(130, true)]
    public void Tells_a_volume_of_1_3_times_the_average(int size, bool isFound)
    {
        var found = Calm("11:00", 5, 100).Append(Print("11:00:10", 100, size)).Found(trades => trades.DetectSurge());

        Assert.Equal(isFound ? 1 : 0, found.Count);
        Assert.All(found, each => Assert.Equal((null, SurgeTrigger.Volume, 1.3m), (each.Direction, Of(each).Trigger, Of(each).VolumeMultiple)));
    }

    [Fact]
    public void Adds_up_what_is_traded_in_one_second() =>
        Assert.Equal(At("11:00:10.9"), Assert.Single(Calm("11:00", 5, 100).Concat([Print("11:00:10", 100, 100), Print("11:00:10.5", 100, 29), Print("11:00:10.9", 100, 1)]).Found(trades => trades.DetectSurge())).Time);

    [Theory]
    [InlineData("101", 129, SurgeMode.Either, true)]
    [InlineData("100.99", 130, SurgeMode.Either, true)]
    [InlineData("100.99", 129, SurgeMode.Either, false)]
    [InlineData("101", 130, SurgeMode.Both, true)]
    [InlineData("101", 129, SurgeMode.Both, false)]
    [InlineData("100.99", 130, SurgeMode.Both, false)]
    [InlineData("101.5", 91, SurgeMode.Compensating, true)] // 1.5 times with 0.7 times
    [InlineData("101.49", 91, SurgeMode.Compensating, false)]
    [InlineData("101.5", 90, SurgeMode.Compensating, false)]
    [InlineData("100.5", 260, SurgeMode.Compensating, true)] // half with twice
    [InlineData("100.49", 260, SurgeMode.Compensating, false)]
    [InlineData("100.5", 259, SurgeMode.Compensating, false)]
    [InlineData("101.4", 250, SurgeMode.Compensating, false)] // neither makes up for the other
    public void Joins_price_and_volume_as_the_mode_says(string price, int size, SurgeMode mode, bool isFound)
    {
        var options = _even with { Mode = new(mode, mode, mode, mode, mode) };

        Assert.Equal(isFound ? 1 : 0, Calm("11:00", 5, 100).Append(Print("11:00:10", Number(price), size)).Found(trades => trades.DetectSurge(options)).Count);
    }

    [Theory]
    [InlineData("08:00", SurgeMode.Compensating)]
    [InlineData("09:31", SurgeMode.Both)]
    [InlineData("11:00", SurgeMode.Either)]
    [InlineData("15:31", SurgeMode.Both)]
    [InlineData("17:00", SurgeMode.Compensating)]
    public void Has_the_mode_of_the_session(string time, SurgeMode mode)
    {
        var later = At(time) + TimeSpan.FromSeconds(15);

        Assert.Equal(mode == SurgeMode.Either ? 1 : 0, Calm(time, 5, 100).Append(Print(later, 101.4m, 129)).Found(trades => trades.DetectSurge(_even)).Count);
        Assert.Equal(mode == SurgeMode.Compensating ? 0 : 1, Calm(time, 5, 100).Append(Print(later, 101.4m, 130)).Found(trades => trades.DetectSurge(_even)).Count);
    }

    [Theory]
    [InlineData("101", 130, SurgeTrigger.Both)]
    [InlineData("101", 129, SurgeTrigger.Price)]
    [InlineData("100.99", 130, SurgeTrigger.Volume)]
    public void Says_which_of_the_two_it_was(string price, int size, SurgeTrigger trigger) =>
        Assert.Equal(trigger, Of(Assert.Single(Calm("11:00", 5, 100).Append(Print("11:00:10", Number(price), size)).Found(trades => trades.DetectSurge(_even)))).Trigger);

    [Theory]
    [InlineData("08:00", 10)]
    [InlineData("09:31", 2)]
    [InlineData("11:00", 5)]
    [InlineData("15:31", 2)]
    [InlineData("17:00", 10)]
    public void Compares_with_the_price_so_many_seconds_ago(string time, int lookBack)
    {
        var options = _even with { Mode = _either, Cooldown = TimeSpan.Zero };
        var step = At(time) + TimeSpan.FromSeconds(20);

        Assert.Equal(2, CountAt(lookBack - 1)); // the step, and what is still compared with the price before it
        Assert.Equal(1, CountAt(lookBack));

        int CountAt(int seconds) =>
            Calm(time, 5, 100).Concat([Print(step, 102), Print(step + TimeSpan.FromSeconds(seconds), 102)]).Found(trades => trades.DetectSurge(options)).Count;
    }

    [Theory]
    [InlineData("11:01:04", 1)]
    [InlineData("11:01:05", 0)]
    public void Compares_with_nothing_older_than_the_window(string time, int count) =>
        Assert.Equal(count, Calm("11:00", 5, 100).Append(Print(time, 105)).Found(trades => trades.DetectSurge(_even with { MinPoints = 1 })).Count);

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    public void Waits_for_three_seconds_with_trades(int seconds, int count) =>
        Assert.Equal(count, Calm("11:00", seconds, 100).Append(Print("11:00:10", 105)).Found(trades => trades.DetectSurge()).Count);

    [Fact]
    public void Has_no_direction_where_there_is_no_price_to_compare_with()
    {
        var found = Assert.Single(Calm("11:00", 3, 100).Append(Print("11:00:03", 105, 200)).Found(trades => trades.DetectSurge()));

        Assert.Null(found.Direction);
        Assert.Equal((0m, 0m, SurgeTrigger.Volume), (Of(found).Magnitude, Of(found).PriceChange, Of(found).Trigger));
    }

    [Theory]
    [InlineData("11:00:14.999", 104, 1)]
    [InlineData("11:00:15", 104, 2)]
    [InlineData("11:00:12", 98, 2)] // the other direction waits for nothing
    public void Waits_five_seconds_between_two_in_one_direction(string time, int price, int count) =>
        Assert.Equal(count, Finding.Append(Print(time, price)).Found(trades => trades.DetectSurge()).Count);

    [Fact]
    public void Carries_its_figures() =>
        Assert.Equal(
            new SurgeDetail
            {
                Magnitude = 1.5m,
                Score = 44.2m, // 25 for the price, and 50 × 1 / 1.3 / 2 for the volume
                Trigger = SurgeTrigger.Price,
                PriceChange = 1.5m,
                VolumeMultiple = 1,
                ExpiresAt = At("11:00:40"),
                CountToday = 1,
            },
            Assert.Single(Finding.Found(trades => trades.DetectSurge())).Detail);

    [Theory]
    [InlineData("101", 130, "50")]
    [InlineData("101.9", 260, "97.5")]
    [InlineData("102", 260, "100")]
    [InlineData("105", 900, "100")]
    [InlineData("98", 100, "69.2")]
    public void Scores_half_by_price_and_half_by_volume(string price, int size, string score) =>
        Assert.Equal(Number(score), Of(Assert.Single(Calm("11:00", 5, 100).Append(Print("11:00:10", Number(price), size)).Found(trades => trades.DetectSurge(_even)))).Score);

    [Fact]
    public void Counts_the_surges_of_a_day_over_its_parts()
    {
        var trades = Calm("09:29:30", 5, 100).Append(Print("09:29:40", 105, 300)).Concat(Calm("09:30", 5, 100)).Append(Print("09:30:10", 105, 300));

        Assert.Equal([1, 2], trades.Found(source => source.DetectSurge()).Select(each => Of(each).CountToday));
    }

    [Fact]
    public void Counts_anew_on_the_next_day()
    {
        var trades = Calm("19:59:30", 5, 100).Append(Print("19:59:40", 105)).Concat(Calm("20:00", 5, 100)).Append(Print("20:00:10", 105)); // midnight in UTC

        Assert.Equal([1, 1], trades.Found(source => source.DetectSurge(new() { Calendar = MarketCalendar.AroundTheClock })).Select(each => Of(each).CountToday));
    }

    [Fact]
    public void Takes_a_late_trade_into_no_second() =>
        Assert.Equal(
            Calm("11:00", 5, 100).Append(Print("11:00:10", 100, 130)).Found(trades => trades.DetectSurge()),
            Calm("11:00", 5, 100).Concat([Print("11:00:03", 200, 10_000), Print("11:00:10", 100, 130)]).Found(trades => trades.DetectSurge()));

    public static TheoryData<SurgeOptions, string> Wrong => new()
    {
        { new() { Window = TimeSpan.FromMilliseconds(2_500) }, "Surge: Window is 00:00:02.5000000; must be 2 s to 1 h, in whole seconds." },
        { new() { Window = TimeSpan.FromHours(2) }, "Window is 02:00:00" },
        { new() { Window = TimeSpan.FromSeconds(9) }, "LookBack is" },
        { new() { LookBack = default }, "LookBack is" },
        { new() { MinPoints = 0 }, "Surge: MinPoints is 0; must be 1 to 3,600." },
        { new() { SessionPercent = default }, "SessionPercent is" },
        { new() { Bands = [new(decimal.MaxValue, 1, 0)] }, "must be above 0 in Percent and Amount." },
        { new() { Bands = [] }, "Surge: Bands do not cover all prices" },
        { new() { Volatility = default }, "Volatility is" },
        { new() { VolumeThreshold = 0 }, "Surge: VolumeThreshold is 0; must be 0.000001 to 1,000,000." },
        { new() { Mode = new((SurgeMode)9, default, default, default, default) }, "must be one of Either, Both, Compensating in each session." },
        { new() { Expiry = TimeSpan.FromDays(2) }, "Expiry is 2.00:00:00" },
        { new() { Cooldown = TimeSpan.FromTicks(-1) }, "Cooldown is -00:00:00.0000001" },
        { new() { MaxSymbols = 0 }, "MaxSymbols is 0; must be at least 1." },
        { new() { IdleAfter = TimeSpan.Zero }, "IdleAfter is 00:00:00" },
        { new() { Calendar = null! }, "Calendar is null" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Names_the_option_that_is_out_of_its_range(SurgeOptions options, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => new HandSource<Trade>().DetectSurge(options)).Message, StringComparison.Ordinal);

    protected override IObservable<Detection> Detect(IObservable<Trade> source, LedgerStage? stage = null) => source.DetectSurge(stage: stage);

    protected override IObservable<Detection> Detect(
        IObservable<MarketEvent> source, MarketCalendar calendar, Func<Trade, TradeUpdates> eligibility, LedgerStage? stage = null, IObserver<Status>? notUndone = null) =>
        source.DetectSurge(new() { Calendar = calendar, Eligibility = eligibility }, stage, notUndone);

    private static SurgeDetail Of(Detection detection) => Assert.IsType<SurgeDetail>(detection.Detail);

    /// <summary>A trade of 100 each second.</summary>
    private static IEnumerable<Trade> Calm(string start, int seconds, decimal price) =>
        Enumerable.Range(0, seconds).Select(number => Print(At(start) + TimeSpan.FromSeconds(number), price));
}
