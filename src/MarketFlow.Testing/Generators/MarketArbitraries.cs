using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing;

/// <summary>FsCheck generators, with shrinkers, of market data and of the ways in which it arrives.</summary>
/// <remarks>
/// What is generated is valid unless the name says otherwise, and stays so while it is shrunk. Shrinking first leaves events out, then
/// makes the rest simpler: price 1, size 1, symbol "A", at the open, from no feed.
/// Take one with <c>Prop.ForAll(MarketArbitraries.Trades, …)</c>, or let FsCheck find it by type:
/// <c>MarketArbitraries.Map.ArbFor&lt;Trade[]&gt;()</c>.
/// </remarks>
public static partial class MarketArbitraries
{
    // Lazy, because the fields that the generators stand on are in other files, and the order of files is not ours to choose.
    private static readonly Lazy<IArbMap> _map = new(() => Register(ArbMap.Default));

    /// <summary>FsCheck's default map with the market's types added.</summary>
    public static IArbMap Map => _map.Value;

    /// <summary>Adds the market's types to a map: <see cref="Timestamp"/>, every kind of <see cref="MarketEvent"/>, <see cref="InvalidEvent"/>,
    /// <see cref="RedundantFeed"/>, and <see cref="Arrivals{T}"/> of whatever else the map knows.</summary>
    /// <param name="map">The map to add to; it is not changed.</param>
    /// <returns>A new map in which ours replace what <paramref name="map"/> said about these types.</returns>
    /// <remarks>Symbols, prices and sizes are not in it: they are plain strings and decimals, and a test's other strings are not symbols.</remarks>
    public static IArbMap Register(this IArbMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return map.Merge(typeof(ByType));
    }

    // FsCheck looks for static members that return an Arbitrary<T>.
    private static class ByType
    {
        public static Arbitrary<Timestamp> OfTimestamp() => Timestamps;

        public static Arbitrary<Trade> OfTrade() => Trades;

        public static Arbitrary<Quote> OfQuote() => Quotes;

        public static Arbitrary<Bar> OfBar() => Bars;

        public static Arbitrary<FairMarketValue> OfFairMarketValue() => FairMarketValues;

        public static Arbitrary<Detection> OfDetection() => Detections;

        public static Arbitrary<Status> OfStatus() => Statuses;

        public static Arbitrary<MarketEvent> OfEvent() => Events;

        public static Arbitrary<InvalidEvent> OfInvalidEvent() => InvalidEvents;

        public static Arbitrary<RedundantFeed> OfRedundantFeed() => RedundantFeeds();

        public static Arbitrary<Arrivals<T>> OfArrivals<T>(Arbitrary<T> values) => Arrivals(values);
    }
}
