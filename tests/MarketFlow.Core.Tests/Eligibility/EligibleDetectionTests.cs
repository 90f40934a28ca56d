using MarketFlow.Testing;
using static MarketFlow.Tests.Conditioned;

namespace MarketFlow.Tests;

/// <summary>Detectors follow the conditions of trades.</summary>
public sealed class EligibleDetectionTests
{
    private static readonly HighLowOptions _anyHighLow = new() { Bands = [new(decimal.MaxValue, 0, 0)], Cooldown = TimeSpan.Zero };
    private static readonly SurgeOptions _eagerSurge = new() { MinPoints = 1, VolumeThreshold = 0.5m, Cooldown = TimeSpan.Zero, Mode = default };
    private static readonly TrendOptions _eagerTrend = new() { MinPoints = 2, WarmUp = default, Volatility = new(0.001, 0.001, 0.001) };

    // An average price above the market and a contingent trade below it, between two trades at the market.
    private static Trade[] AveragePriceAndContingent =>
    [
        Massive("09:30:00", 210, 100),
        Massive("09:30:01.5", 219, 50_000, "2"),
        Massive("09:30:03", 195, 50_000, "53"),
        Massive("09:30:04.5", 210.20m, 100),
    ];

    [Fact]
    public void Takes_no_average_price_for_a_high_and_no_contingent_trade_for_a_low()
    {
        var found = AveragePriceAndContingent.Found(trades => trades.DetectHighLow(_anyHighLow));

        var detail = Assert.IsType<HighLowDetail>(Assert.Single(found).Detail);
        Assert.Equal((210m, 210.20m, 210.20m, 210m), (detail.Previous, detail.Extreme, detail.SessionHigh, detail.SessionLow));
        Assert.Equal((100_200m, 210.1m, ReversalPattern.None), (detail.Volume, detail.Vwap, detail.Reversal));
    }

    [Fact]
    public void Reports_both_where_the_rule_is_switched_off() =>
        Assert.Equal(
            [219m, 195m],
            AveragePriceAndContingent.Found(trades => trades.DetectHighLow(_anyHighLow with { Eligibility = TradeEligibility.Everything })).Select(each => each.Price));

    [Fact]
    public void Takes_a_late_average_price_for_no_extreme()
    {
        Trade[] trades = [Massive("10:00:10", 100, 1), Massive("10:00:05", 150, 1, "2"), Massive("10:00:06", 90, 1, "33"), Massive("10:00:20", 101, 1)];

        var detail = Assert.IsType<HighLowDetail>(Assert.Single(trades.Found(source => source.DetectHighLow(_anyHighLow))).Detail);

        Assert.Equal((100m, 101m, 90m), (detail.Previous, detail.SessionHigh, detail.SessionLow));
    }

    [Fact]
    public void Compares_fair_values_with_the_last_trade_that_may_set_the_last_price()
    {
        Assert.Empty(Run(Massive("10:00:00", 210, 1), Massive("09:55:00", 150, 1, "33"), Massive("10:00:02", 190, 1, "2"), Massive("10:00:02", 150, 1, "12"), Value("10:00:05", 210.1m)));
        Assert.Equal(190, Assert.Single(Run(Massive("10:00:00", 190, 1), Massive("10:00:02", 210, 1, "2"), Value("10:00:05", 210.1m))).LastTradePrice);
    }

    [Fact]
    public void Takes_a_print_out_of_sequence_for_the_last_where_it_is_the_first_of_the_day()
    {
        Assert.Equal(190, Assert.Single(Run(Massive("10:00:00", 190, 1, "33"), Value("10:00:05", 210.1m))).LastTradePrice);
        Assert.Empty(Run(Massive("08:00:00", 190, 1, "13"), Value("08:00:05", 210.1m)));
        Assert.Equal(190, Assert.Single(Run(Massive("08:00:00", 190, 1, "12"), Massive("08:00:01", 200, 1, "33"), Value("08:00:05", 210.1m))).LastTradePrice);

        // Yesterday's last trade is not the day's.
        var yesterday = Massive("15:59:00", 150, 1);
        yesterday = yesterday with { Time = yesterday.Time + TimeSpan.FromDays(-1) };
        var patient = new FairValueOptions { IdleAfter = TimeSpan.FromDays(5), MaxTradeAge = TimeSpan.FromDays(1) };
        Assert.Equal(190, Assert.Single(Run(patient, yesterday, Massive("10:00:00", 190, 1, "33"), Value("10:00:05", 210.1m))).LastTradePrice);
    }

    [Fact]
    public void Counts_the_volume_of_an_average_price_into_the_surge_of_the_next_trade_and_not_its_price()
    {
        Trade[] trades =
        [
            .. Enumerable.Range(0, 10).Select(second => Massive($"12:00:{second:00}", 100, 100)),
            Massive("12:00:10.1", 130, 1_000, "2"),
            Massive("12:00:10.2", 100, 100),
        ];

        var surge = Assert.Single(trades.Found(source => source.DetectSurge()));
        var detail = Assert.IsType<SurgeDetail>(surge.Detail);

        Assert.Equal((100m, null, SurgeTrigger.Volume, 11m), (surge.Price, surge.Direction, detail.Trigger, detail.VolumeMultiple));
        Assert.Equal(trades[^1].Time, surge.Time);
    }

    /// <summary>Trades that update nothing, at any price, change nothing but the second that a symbol was last heard of.</summary>
    [Fact]
    public void Is_blind_to_trades_that_update_nothing()
    {
        var found = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var trades = DayFragment.Number(seed, pace: 1, length: 120).Where(trade => trade.Price > 0).OrderBy(trade => trade.Time).ToList();
            var disturbed = trades.SelectMany(trade => random.Next(3) > 0 ? [trade] : new[] { trade, AtTheSameTime(trade, random, "15") }).ToList();

            foreach (var detect in new Func<IObservable<Trade>, IObservable<Detection>>[]
            {
                source => source.DetectHighLow(_anyHighLow), source => source.DetectTrend(_eagerTrend), source => source.DetectSurge(_eagerSurge),
            })
            {
                var expected = trades.Found(detect);
                Assert.Equal(expected, disturbed.Found(detect));
                found += expected.Count;
            }
        }

        Assert.InRange(found, 1_000, int.MaxValue);
    }

    /// <summary>Trades that update the volume alone never change a price, an extreme or a count.</summary>
    [Fact]
    public void Never_moves_an_extreme_for_a_trade_that_updates_the_volume_alone()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var trades = DayFragment.Number(seed, pace: 1, length: 120).Where(trade => trade.Price > 0).OrderBy(trade => trade.Time).ToList();
            var disturbed = trades.SelectMany(trade => random.Next(3) > 0 ? [trade] : new[] { trade, AtTheSameTime(trade, random, "2") }).ToList();

            Assert.Equal(trades.Found(source => source.DetectHighLow(_anyHighLow)).Select(Prices), disturbed.Found(source => source.DetectHighLow(_anyHighLow)).Select(Prices));
        }

        static (Timestamp, decimal, decimal, decimal, decimal, int, int, decimal?) Prices(Detection each)
        {
            var detail = (HighLowDetail)each.Detail!;
            return (each.Time, each.Price, detail.Previous, detail.SessionHigh, detail.SessionLow, detail.CountUp, detail.CountDown, detail.Vwap);
        }
    }

    private static Trade AtTheSameTime(Trade trade, Random random, string code) =>
        trade with { Price = trade.Price * random.Next(50, 150) / 100, Size = random.Next(1_000_000), Codes = TradeCodes.Massive, Conditions = [code] };

    private static FairMarketValue Value(string time, decimal price) => new() { Symbol = "AAPL", Time = Prints.At(time), Price = price };

    private static List<FairValueDetail> Run(params MarketEvent[] events) => Run(new(), events);

    private static List<FairValueDetail> Run(FairValueOptions options, params MarketEvent[] events)
    {
        HandSource<MarketEvent> feed = new();
        var seen = new RecordingObserver<Detection>();
        using var subscription = feed.DetectFairValue(options).Subscribe(seen);
        Array.ForEach(events, feed.Observer.OnNext);
        return [.. seen.Values.Select(each => (FairValueDetail)each.Detail!)];
    }
}
