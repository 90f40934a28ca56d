using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing.Tests;

public sealed class ValueArbitrariesTests
{
    [Fact]
    public void Symbols_name_something_without_blanks() => Holds(MarketArbitraries.Symbols, IsSymbol);

    [Fact]
    public void Symbols_have_every_character_that_trips_up_parsers()
    {
        var seen = MarketArbitraries.Symbols.Generator.Sample(1_000).SelectMany(symbol => symbol).ToHashSet();

        Assert.Superset("AZaz09.-+=#^/:".ToHashSet(), seen);
    }

    [Fact]
    public void Prices_are_above_zero_and_at_most_a_million() => Holds(MarketArbitraries.Prices, price => price is > 0 and <= 1_000_000 && price.Scale <= 8);

    [Fact]
    public void Prices_are_spread_evenly_over_the_orders_of_magnitude()
    {
        var prices = MarketArbitraries.Prices.Generator.Sample(5_000).ToList();

        Assert.InRange(prices.Count(price => price < 1), 1_500, 2_500);
        Assert.InRange(prices.Count(price => price > 100), 1_500, 2_500);
        Assert.Contains(prices, price => price < 0.001m);
        Assert.Contains(prices, price => price.Scale == 0);
        Assert.Contains(prices, price => price.Scale == 8);
        Assert.Contains(prices, price => price.Scale == 2 && price * 100 % 10 == 0);
    }

    [Fact]
    public void Sizes_are_zero_or_more() => Holds(MarketArbitraries.Sizes, size => size >= 0 && size.Scale <= 8);

    [Fact]
    public void Sizes_are_whole_broken_zero_and_huge()
    {
        var sizes = MarketArbitraries.Sizes.Generator.Sample(2_000).ToList();

        Assert.Contains(0m, sizes);
        Assert.Contains(sizes, size => size > int.MaxValue);
        Assert.Contains(sizes, size => size != decimal.Truncate(size));
        Assert.Contains(sizes, size => size is > 0 and < 100 && size.Scale == 0);
        Assert.Contains(sizes, size => size >= 100 && size % 100 == 0);
    }

    [Fact]
    public void Timestamps_are_as_precise_as_they_say() =>
        Holds(MarketArbitraries.Timestamps, time => Timestamp.Parse(time.ToString()) == time);

    [Fact]
    public void Timestamps_span_the_whole_range_in_every_precision()
    {
        var times = MarketArbitraries.Timestamps.Generator.Sample(2_000).ToList();

        Assert.Equal(10, times.Select(time => time.FractionDigits).Distinct().Count());
        Assert.Contains(times, time => time < Timestamp.Parse("1750-01-01T00:00:00Z"));
        Assert.Contains(times, time => time > Timestamp.Parse("2200-01-01T00:00:00Z"));
        Assert.InRange(times.Count(IsInSession), 800, 1_300);
    }

    [Fact]
    public void Session_times_stay_within_sixteen_hours_of_the_open() =>
        Holds(MarketArbitraries.SessionTimes, time => IsInSession(time) && Timestamp.Parse(time.ToString()) == time);

    [Fact]
    public void Shrink_to_the_simplest_of_their_kind()
    {
        Assert.Equal("A", MarketArbitraries.Symbols.Shrunk("X:BTCUSD", _ => true));
        Assert.Equal(1m, MarketArbitraries.Prices.Shrunk(114.125m, _ => true));
        Assert.Equal("2026-03-09T13:30:00Z", MarketArbitraries.Timestamps.Shrunk(Timestamp.Parse("2030-01-01T00:00:00.123456789Z"), _ => true).ToString());
    }

    [Fact]
    public void Shrink_towards_what_still_fails()
    {
        Assert.Equal(114m, MarketArbitraries.Prices.Shrunk(114.125m, price => price > 100));
        Assert.Equal(0.0m, MarketArbitraries.Sizes.Shrunk(0.00m, size => size < 1));
        Assert.Equal("X:BT", MarketArbitraries.Symbols.Shrunk("X:BTCUSD", symbol => symbol.Contains("BT", StringComparison.Ordinal)));
    }

    private static bool IsSymbol(string symbol) => symbol.Length > 0 && !symbol.Any(char.IsWhiteSpace);

    private static bool IsInSession(Timestamp time) => (time - Timestamp.FromDateTimeOffset(VirtualMarketClock.Open)).Duration() <= TimeSpan.FromHours(16);

    private static void Holds<T>(Arbitrary<T> arbitrary, Func<T, bool> promise) =>
        Prop.ForAll(arbitrary, value => promise(value) && arbitrary.ShrinksWell(value, promise)).QuickCheckThrowOnFailure();
}
