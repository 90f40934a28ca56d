using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class BarAggregationOptionsTests
{
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);

    [Fact]
    public void Has_the_defaults_it_promises()
    {
        BarAggregationOptions options = new();

        Assert.Equal((3, TimeSpan.FromSeconds(1), 0), (options.RevisableBars, options.ClosesAfter, options.MaxEmptyBars));
        Assert.Equal((100_000, TimeSpan.FromHours(1)), (options.MaxKeptTrades, options.IdleAfter));
        Assert.Equal((100_000, 65_536), (options.MaxSymbols, options.MaxWaiting));
        Assert.Null(options.Counts);
    }

    [Fact]
    public void Accepts_the_least_and_the_most_of_every_range()
    {
        Check(new() { RevisableBars = 0, ClosesAfter = TimeSpan.Zero, MaxEmptyBars = 0, IdleAfter = _tick, MaxSymbols = 1, MaxKeptTrades = 1, MaxWaiting = 1 });
        Check(new()
        {
            RevisableBars = 1_000,
            ClosesAfter = TimeSpan.FromDays(1),
            MaxEmptyBars = 10_000,
            IdleAfter = TimeSpan.FromDays(30),
            MaxKeptTrades = 10_000_000,
        });
        Check(new() { ClosesAfter = null });
    }

    [Fact]
    public void Refuses_what_is_out_of_range_and_says_what_is_allowed()
    {
        Refuses(new() { RevisableBars = -1 }, "RevisableBars is -1; must be 0 to 1,000.");
        Refuses(new() { RevisableBars = 1_001 }, "RevisableBars is 1001; must be 0 to 1,000.");
        Refuses(new() { ClosesAfter = -_tick }, "ClosesAfter is -00:00:00.0000001; must be zero to 1 day, or null.");
        Refuses(new() { ClosesAfter = TimeSpan.FromDays(1) + _tick }, "ClosesAfter is 1.00:00:00.0000001; must be zero to 1 day, or null.");
        Refuses(new() { MaxEmptyBars = -1 }, "MaxEmptyBars is -1; must be 0 to 10,000.");
        Refuses(new() { MaxEmptyBars = 10_001 }, "MaxEmptyBars is 10001; must be 0 to 10,000.");
        Refuses(new() { IdleAfter = TimeSpan.Zero }, "IdleAfter is 00:00:00; must be above zero and at most 30 days.");
        Refuses(new() { IdleAfter = TimeSpan.FromDays(30) + _tick }, "IdleAfter is 30.00:00:00.0000001; must be above zero and at most 30 days.");
        Refuses(new() { MaxSymbols = 0 }, "MaxSymbols is 0; must be at least 1.");
        Refuses(new() { MaxKeptTrades = 0 }, "MaxKeptTrades is 0; must be 1 to 10,000,000.");
        Refuses(new() { MaxKeptTrades = 10_000_001 }, "MaxKeptTrades is 10000001; must be 1 to 10,000,000.");
        Refuses(new() { MaxWaiting = 0 }, "MaxWaiting is 0; must be at least 1.");
    }

    [Fact]
    public void Refuses_a_missing_rule() =>
        Assert.StartsWith(
            "Bars from trades: Eligibility is null; must not be.",
            Assert.Throws<ArgumentNullException>("Eligibility", () => Check(new() { Eligibility = null! })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Refuses_a_missing_argument_of_either_overload()
    {
        Subject<MarketEvent> events = new();
        Subject<Trade> trades = new();
        VirtualMarketClock clock = new();

        Assert.Throws<ArgumentNullException>("source", () => default(IObservable<Trade>)!.AggregateBars(TestTrades.TenSeconds, clock));
        Assert.Throws<ArgumentNullException>("source", () => default(IObservable<MarketEvent>)!.AggregateBars(TestTrades.TenSeconds, clock));
        Assert.Throws<ArgumentNullException>("clock", () => trades.AggregateBars(TestTrades.TenSeconds, null!));
        Assert.Throws<ArgumentNullException>("clock", () => events.AggregateBars(TestTrades.TenSeconds, null!));
    }

    private static void Refuses(BarAggregationOptions options, string message) => Assert.StartsWith(
        $"Bars from trades: {message}", Assert.Throws<ArgumentOutOfRangeException>(() => Check(options)).Message, StringComparison.Ordinal);

    private static void Check(BarAggregationOptions options) =>
        _ = Observable.Empty<Trade>().AggregateBars(TestTrades.TenSeconds, new VirtualMarketClock(), options);
}
