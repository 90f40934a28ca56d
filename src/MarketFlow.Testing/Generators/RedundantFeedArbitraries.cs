using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing;

public static partial class MarketArbitraries
{
    /// <summary>Sequences of trades seen over several connections, with delays, losses, reconnects and late events, and the truth beside them.</summary>
    /// <param name="options">What may happen on the way; null for the defaults.</param>
    /// <returns>0 to as many events as FsCheck's size allows. Shrinking leaves events out, then connections, then mends what happens to
    /// an event, then makes trades simpler; the truth follows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static Arbitrary<RedundantFeed> RedundantFeeds(RedundantFeedOptions? options = null)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Connections, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxDelay, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxLateness, TimeSpan.Zero, nameof(options));
        return Arb.From(
            from size in Gen.Sized(size => Gen.Choose(0, size))
            from gaps in Gaps([]).ListOf(size)
            from trades in (options.HasIdentity ? Trades.Generator : TradesAlike()).ListOf(size)
            from lateness in Lateness(options.MaxLateness).ListOf(size)
            from count in Gen.Choose(1, options.Connections)
            from connections in Passages(options).ListOf(size).ListOf(count)
            select new RedundantFeed([.. Published(gaps, trades, lateness, options.HasIdentity)], [.. connections], options.MaxDelay),
            SimplerFeeds);
    }

    // Few enough that many are equal in all they tell.
    private static Gen<Trade> TradesAlike() =>
        from symbol in Gen.Elements("A", "B")
        from price in Gen.Choose(1, 2)
        select new Trade { Symbol = symbol, Time = default, Price = price, Size = 1 };

    private static Gen<TimeSpan> Lateness(TimeSpan max) =>
        Gen.Frequency((9, Gen.Constant(TimeSpan.Zero)), (1, Gen.Choose(0, 1_000).Select(thousandths => max * thousandths / 1_000)));

    private static Gen<Passage> Passages(RedundantFeedOptions options) =>
        from delay in Gen.Frequency((2, Gen.Constant(0)), (6, Gen.Choose(0, 50)), (2, Gen.Choose(0, 1_000)))
        from loss in Gen.Choose(0, 9)
        from reconnect in Gen.Choose(0, 14)
        from replayed in Gen.Choose(0, 3)
        let isReconnect = options.HasReconnects && reconnect == 0
        select new Passage(options.MaxDelay * delay / 1_000, options.HasLoss && loss == 0, isReconnect, isReconnect ? replayed : 0);

    private static IEnumerable<Arrival<Trade>> Published(
        List<TimeSpan> gaps, List<Trade> trades, List<TimeSpan> lateness, bool hasIdentity)
    {
        var ids = new Dictionary<(string, string?, string?), long>();
        foreach (var (index, (at, trade)) in Timed(gaps, trades).Index())
        {
            var source = (trade.Symbol, trade.Exchange, trade.Facility);
            var id = hasIdentity ? ids[source] = ids.GetValueOrDefault(source) + 1 : 0;
            yield return new(at, trade with
            {
                Time = Timestamp.FromDateTimeOffset(at) + -lateness[index],
                Id = hasIdentity ? TradeId.Of(id) : default,
                Source = default,
                IsBackfill = false,
            });
        }
    }

    private static IEnumerable<RedundantFeed> SimplerFeeds(RedundantFeed feed)
    {
        RedundantFeed With(IReadOnlyList<Arrival<Trade>> truth, IReadOnlyList<IReadOnlyList<Passage>> connections) => new(truth, connections, feed.MaxDelay);

        var fewerEvents = Simpler.Runs(feed.Truth.Count).Select(run => With(
            [.. feed.Truth.Take(run.From), .. feed.Truth.Skip(run.From + run.Length)],
            [.. feed.Passages.Select(connection => (Passage[])[.. connection.Take(run.From), .. connection.Skip(run.From + run.Length)])]));
        var fewerConnections = Simpler.Fewer(feed.Passages).Where(connections => connections.Length > 0).Select(connections => With(feed.Truth, connections));
        var smoother = Simpler.OneOf(feed.Passages, connection => Simpler.OneOf(connection, SimplerPassages)).Select(connections => With(feed.Truth, connections));
        var simplerTrades = Simpler.OneOf(feed.Truth, arrival => SimplerTold(arrival).Select(trade => arrival with { Value = trade }))
            .Select(truth => With(truth, feed.Passages));
        return fewerEvents.Concat(fewerConnections).Concat(smoother).Concat(simplerTrades);
    }

    private static IEnumerable<Passage> SimplerPassages(Passage passage) =>
        new[] { default, passage with { Delay = TimeSpan.Zero }, passage with { IsLost = false }, passage with { IsReconnect = false, Replayed = 0 } }
            .Distinct().Where(simpler => simpler != passage);

    // Symbol, exchange and id make the identity and are left alone, or two trades could become one.
    private static IEnumerable<Trade> SimplerTold(Arrival<Trade> told) =>
    [
        .. Simpler.Numbers(told.Value.Price).Select(price => told.Value with { Price = price }),
        .. Simpler.Numbers(told.Value.Size).Select(size => told.Value with { Size = size }),
        .. told.Value.Conditions.Count == 0 ? [] : (Trade[])[told.Value with { Conditions = [] }],
        .. told.Value.Time == told.At ? [] : (Trade[])[told.Value with { Time = told.At }],
    ];
}
