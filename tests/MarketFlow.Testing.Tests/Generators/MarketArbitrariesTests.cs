using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing.Tests;

public sealed class MarketArbitrariesTests
{
    [Fact]
    public void Are_found_by_type()
    {
        IsFound<Timestamp>(_ => true);
        IsFound<Trade>(trade => trade.Validate() is null);
        IsFound<Quote>(quote => quote.Validate() is null);
        IsFound<Bar>(bar => bar.Validate() is null);
        IsFound<FairMarketValue>(value => value.Validate() is null);
        IsFound<Detection>(detection => detection.Validate() is null);
        IsFound<Status>(status => status.Validate() is null);
        IsFound<MarketEvent>(value => value.Validate() is null);
        IsFound<InvalidEvent>(value => value.Event.Validate() is not null);
        IsFound<RedundantFeed>(feed => feed.Seen.Count + feed.Lost.Count == feed.Truth.Count);
    }

    [Fact]
    public void Are_found_within_other_types()
    {
        IsFound<Trade[]>(trades => trades.All(trade => trade.Validate() is null));
        IsFound<(Bar Bar, int Number)>(pair => pair.Bar.Validate() is null);
        IsFound<Arrivals<Quote>>(arrivals => arrivals.Values.All(quote => quote.Validate() is null));
        IsFound<Arrivals<byte>>(_ => true);
    }

    [Fact]
    public void Shrink_where_they_are_found_by_type() =>
        Assert.NotEmpty(MarketArbitraries.Map.ArbFor<Trade>().Shrinker(MarketArbitraries.Trades.Generator.Where(trade => trade.Price > 2).Sample(1).Single()));

    [Fact]
    public void Leave_the_map_they_are_added_to_as_it_was()
    {
        var mine = ArbMap.Default.MergeArb(Arb.From(Gen.Constant(42)));

        var both = mine.Register();

        Assert.Equal(42, both.GeneratorFor<int>().Sample(1).Single());
        Assert.NotNull(both.GeneratorFor<Trade>().Sample(1).Single());
        Assert.ThrowsAny<Exception>(() => mine.GeneratorFor<MarketEvent>().Sample(1).ToList());
    }

    [Fact]
    public void Refuse_to_be_added_to_nothing() => Assert.Throws<ArgumentNullException>("map", () => MarketArbitraries.Register(null!));

    private static void IsFound<T>(Func<T, bool> promise) =>
        Prop.ForAll(MarketArbitraries.Map.ArbFor<T>(), promise).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
}
