using System.Numerics;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>A volume-weighted average price lies within the prices that it is made of, however many digits they have.</summary>
public sealed class AveragePriceTests
{
    private static readonly HighLowOptions _any = new() { Calendar = MarketCalendar.AroundTheClock, Bands = [new(decimal.MaxValue, 0, 0)], Cooldown = TimeSpan.Zero };

    private static readonly TrendOptions _anyTrend = new()
    {
        Calendar = MarketCalendar.AroundTheClock,
        WarmUp = default,
        MinPoints = 2,
        SessionThreshold = new(1e-300, 1e-300, 1e-300, 1e-300, 1e-300),
    };

    [Fact]
    public void Of_a_single_price_is_that_price()
    {
        // found by a search: turnover divided by volume is 0.0000000000000000000000000001 off
        var rounded = 0;
        for (var seed = 0; seed < 2_000; seed++)
        {
            Random random = new(seed);
            var price = Price(random);
            AveragePrice average = default;
            var (turnover, volume) = (0m, 0m);
            for (var number = 0; number < 3; number++)
            {
                var size = Size(random);
                Assert.True(average.TryAdd(price, size, decimal.MaxValue));
                (turnover, volume) = (turnover + (price * size), volume + size);
            }

            rounded += volume > 0 && turnover / volume != price ? 1 : 0;
            Assert.Equal((price, price), (average.Value ?? price, average.Rounded ?? price));
        }

        Assert.InRange(rounded, 100, 2_000);
    }

    [Fact]
    public void Is_the_exact_quotient_where_digits_suffice()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            Random random = new(seed);
            AveragePrice average = default;
            var (turnover, volume) = (BigInteger.Zero, BigInteger.Zero);
            for (var number = random.Next(1, 9); number > 0; number--)
            {
                var (cents, shares) = (random.Next(1, 1_000_000), random.Next(1, 10_000));
                average.TryAdd(cents / 100m, shares, decimal.MaxValue);
                (turnover, volume) = (turnover + ((BigInteger)cents * shares), volume + shares);
            }

            var exact = turnover * BigInteger.Pow(10, 18) / (volume * 100);
            Assert.InRange((BigInteger)(average.Value!.Value * 1_000_000_000_000_000_000m) - exact, 0, 1);
        }
    }

    [Fact]
    public void Of_bars_lies_within_their_trades_also_where_some_are_undone()
    {
        var (compared, revised, sharp) = (0, 0, 0);
        for (var seed = 0; seed < 1_500; seed++)
        {
            Random random = new(seed);
            List<Trade> left = [];
            using Subject<MarketEvent> feed = new();
            RecordingObserver<Bar> seen = new();
            using var subscription = feed.AggregateBars(TimeSpan.FromDays(1), new VirtualMarketClock(), new() { ClosesAfter = null, RevisableBars = 0 }).Subscribe(seen);
            feed.OnNext(ATrade(random, number: 0, seed) with { Symbol = "other" });
            for (var number = 1; number < 20; number++)
            {
                if (left.Count > 1 && random.Next(3) == 0)
                {
                    var gone = left[random.Next(left.Count)];
                    left.Remove(gone);
                    feed.OnNext(random.Next(2) == 0 ? gone.Cancel() : gone.Correct(Add(gone with { Id = 1_000 + number, Price = seed % 2 == 0 ? gone.Price : Price(random), Size = Size(random) })));
                    revised++;
                }
                else
                {
                    feed.OnNext(Add(ATrade(random, number, seed)));
                }
            }

            feed.OnCompleted();
            if (seen.Values.SingleOrDefault(bar => bar.Symbol == "A") is { Vwap: { } vwap } bar)
            {
                var counted = left.Where(IsInAverage).ToList();
                Assert.InRange(vwap, counted.Min(trade => trade.Price), counted.Max(trade => trade.Price));
                Assert.InRange(vwap, bar.Low, bar.High);
                compared++;
                sharp += counted.Select(trade => trade.Price).Distinct().Count() == 1 ? 1 : 0;
            }

            Trade Add(Trade trade)
            {
                left.Add(trade);
                return trade;
            }
        }

        Assert.InRange(compared, 1_000, int.MaxValue);
        Assert.InRange(revised, 1_000, int.MaxValue);
        Assert.InRange(sharp, 100, int.MaxValue);
    }

    [Fact]
    public void Of_new_highs_and_lows_lies_within_the_sessions_trades_also_where_some_are_undone()
    {
        var (compared, sharp) = (0, 0);
        for (var seed = 0; seed < 1_500; seed++)
        {
            Random random = new(seed);
            List<Trade> left = [];
            using Subject<MarketEvent> feed = new();
            RecordingObserver<Detection> seen = new();
            using var subscription = feed.DetectHighLow(_any).Subscribe(seen);
            for (var number = 1; number < 8; number++)
            {
                if (left.Count > 1 && random.Next(2) == 0)
                {
                    var gone = left[random.Next(left.Count)];
                    left.Remove(gone);
                    feed.OnNext(gone.Cancel());
                    continue;
                }

                var before = seen.Count;
                left.Add(ATrade(random, number, seed));
                feed.OnNext(left[^1]);
                if (seen.Count > before && ((HighLowDetail)seen.Values[^1].Detail!).Vwap is { } vwap)
                {
                    var counted = left.Where(IsInAverage).ToList();
                    Assert.InRange(vwap, counted.Min(trade => trade.Price), counted.Max(trade => trade.Price));
                    compared++;
                    sharp += counted.Select(trade => trade.Price).Distinct().Count() == 1 ? 1 : 0;
                }
            }
        }

        Assert.InRange(compared, 500, int.MaxValue);
        Assert.InRange(sharp, 20, int.MaxValue);
    }

    [Fact]
    public void Of_trends_lies_within_the_sessions_trades()
    {
        var (compared, sharp) = (0, 0);
        for (var seed = 0; seed < 1_000; seed++)
        {
            Random random = new(seed);
            List<Trade> trades = [];
            using Subject<MarketEvent> feed = new();
            RecordingObserver<Detection> seen = new();
            using var subscription = feed.DetectTrend(_anyTrend).Subscribe(seen);
            for (var number = 1; number < 12; number++)
            {
                var before = seen.Count;
                trades.Add(ATrade(random, number, seed) with { Time = Prints.At("10:00") + TimeSpan.FromSeconds(5 * number) });
                feed.OnNext(trades[^1]);
                if (seen.Count > before && ((TrendDetail)seen.Values[^1].Detail!).Vwap is { } vwap)
                {
                    var counted = trades.Where(IsInAverage).ToList();
                    Assert.InRange(vwap, counted.Min(trade => trade.Price), counted.Max(trade => trade.Price));
                    compared++;
                    sharp += counted.Select(trade => trade.Price).Distinct().Count() == 1 ? 1 : 0;
                }
            }
        }

        Assert.InRange(compared, 500, int.MaxValue);
        Assert.InRange(sharp, 20, int.MaxValue);
    }

    // Some set high and low without volume, some add volume alone.
    private static Trade ATrade(Random random, int number, int seed) =>
        Prints.Print(Prints.At("10:00") + TimeSpan.FromSeconds(number), seed % 2 == 0 ? Price(new(seed)) : Price(random), Size(random), "A") with
        {
            Id = number + 1,
            Exchange = "Q",
            Codes = TradeCodes.Massive,
            Conditions = random.Next(8) switch { 0 => ["38"], 1 => ["37"], _ => [] },
        };

    private static bool IsInAverage(Trade trade) => trade.Conditions.Count == 0 && trade.Size > 0;

    // Of up to 28 digits, from 10^-12 to 10^12.
    private static decimal Price(Random random) =>
        Math.Clamp(Digits(random, scale: random.Next(8) == 0 ? random.Next(17, 29) : 27), 0.000_000_000_001m, 1_000_000_000_000m);

    private static decimal Size(Random random) => random.Next(8) == 0 ? 0 : Math.Min(Digits(random, scale: random.Next(17, 29)), 1_000_000_000_000m);

    private static decimal Digits(Random random, int scale) =>
        new(random.Next(), random.Next(), random.Next(4) == 0 ? random.Next(100_000_000) : 542_101_086, isNegative: false, (byte)scale);
}
