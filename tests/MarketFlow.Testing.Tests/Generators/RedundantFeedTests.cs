using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing.Tests;

public sealed class RedundantFeedTests
{
    private static readonly RedundantFeedOptions _options = new();

    [Fact]
    public void Refuses_options_out_of_range()
    {
        Assert.Throws<ArgumentOutOfRangeException>("options", () => MarketArbitraries.RedundantFeeds(new() { Connections = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>("options", () => MarketArbitraries.RedundantFeeds(new() { MaxDelay = TimeSpan.FromTicks(-1) }));
        Assert.Throws<ArgumentOutOfRangeException>("options", () => MarketArbitraries.RedundantFeeds(new() { MaxLateness = TimeSpan.FromTicks(-1) }));
    }

    [Fact]
    public void Copies_tell_what_was_published_and_nothing_else() => Holds(feed =>
        feed.Copies.Values.All(copy =>
            MarketEvent.ContentComparer.Equals(copy, feed.Truth[(int)copy.Source.Sequence!.Value - 1].Value) && copy.Source.Feed == "redundant"));

    [Fact]
    public void Copies_arrive_when_they_say_and_within_the_longest_delay() => Holds(feed =>
        feed.Copies.All(copy =>
            copy.Value.Source.ReceivedAt == copy.At
            && copy.At - feed.Truth[(int)copy.Value.Source.Sequence!.Value - 1].At is var delay && delay >= TimeSpan.Zero && delay <= _options.MaxDelay));

    [Fact]
    public void A_connection_tells_events_in_order_and_each_at_most_once() => Holds(feed =>
        feed.Copies.Values.GroupBy(copy => copy.Source.Connection).All(connection =>
            connection.Select(copy => copy.Source.Sequence!.Value).Zip(connection.Skip(1).Select(copy => copy.Source.Sequence!.Value)).All(pair => pair.First < pair.Second)));

    [Fact]
    public void Identities_are_unique_in_the_truth_and_ids_alone_are_not()
    {
        Holds(feed => feed.Truth.Select(told => told.Value.Identity).Distinct().Count() == feed.Truth.Count);
        Assert.Contains(
            MarketArbitraries.RedundantFeeds().Generator.Sample(20, 100),
            feed => feed.Truth.Select(told => told.Value.Id).Distinct().Count() < feed.Truth.Count);
    }

    [Fact]
    public void What_is_left_without_repeats_is_what_is_seen() => Holds(feed =>
        feed.Copies.Values.DistinctBy(copy => copy.Identity).SequenceEqual(feed.Seen));

    [Fact]
    public void What_is_not_seen_is_lost() => Holds(feed =>
        feed.Seen.Concat(feed.Lost).Select(trade => trade.Identity).ToHashSet().SetEquals(feed.Truth.Select(told => told.Value.Identity))
        && feed.Seen.Count + feed.Lost.Count == feed.Truth.Count);

    [Fact]
    public void Every_connection_tells_everything_where_nothing_is_lost() => Prop.ForAll(
        MarketArbitraries.RedundantFeeds(new() { HasLoss = false, HasReconnects = false }),
        feed => feed.Lost.Count == 0
            && feed.Copies.Values.GroupBy(copy => copy.Source.Connection).All(connection => connection.Count() == feed.Truth.Count))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void One_steady_connection_repeats_nothing() => Prop.ForAll(
        MarketArbitraries.RedundantFeeds(new() { Connections = 1, HasReconnects = false }),
        feed => feed.Copies.Values.SequenceEqual(feed.Seen)).QuickCheckThrowOnFailure();

    [Fact]
    public void Events_without_identity_are_often_equal_in_all_they_tell()
    {
        var feeds = MarketArbitraries.RedundantFeeds(new() { HasIdentity = false }).Generator.Sample(20, 100).ToList();

        Assert.All(feeds, feed => Assert.All(feed.Truth, told => Assert.Null(told.Value.Identity)));
        Assert.Contains(feeds, feed => feed.Truth.Select(told => told.Value).Distinct(MarketEvent.ContentComparer).Count() < feed.Truth.Count);
    }

    [Fact]
    public void Some_are_lost_some_told_again_some_late_and_some_over_a_new_connection()
    {
        var feeds = MarketArbitraries.RedundantFeeds().Generator.Sample(50, 100).ToList();

        Assert.Contains(feeds, feed => feed.Lost.Count > 0);
        Assert.Contains(feeds, feed => feed.Connections == 1 && feed.Copies.Count > feed.Seen.Count);
        Assert.Contains(feeds, feed => feed.Truth.Any(told => told.At - told.Value.Time.ToDateTimeOffset() > TimeSpan.FromSeconds(1)));
        Assert.Contains(feeds, feed => feed.Copies.Values.Any(copy => copy.Source.Connection > feed.Connections));
        Assert.DoesNotContain(feeds, feed => feed.Truth.Any(told => told.At - told.Value.Time.ToDateTimeOffset() > _options.MaxLateness));
    }

    [Fact]
    public void Shrink_to_two_copies_of_one_plain_trade_where_a_repeat_is_what_fails()
    {
        var feeds = MarketArbitraries.RedundantFeeds();
        static bool Fails(RedundantFeed feed) => feed.Copies.Count > feed.Seen.Count;
        var failing = feeds.Generator.Where(feed => feed.Truth.Count > 20 && Fails(feed)).Sample(1, 100).Single();

        var shrunk = feeds.Shrunk(failing, Fails);

        Assert.InRange(shrunk.Truth.Count, 1, 2);
        Assert.Equal(shrunk.Seen.Count + 1, shrunk.Copies.Count);
        Assert.All(shrunk.Seen, trade => Assert.Equal((1m, 1m, 0), (trade.Price, trade.Size, trade.Conditions.Count)));
        Assert.StartsWith($"{shrunk.Truth.Count} events over {shrunk.Connections} connections, 0 lost\n  +00:00:00  connection 1  #1  ", shrunk.ToString(), StringComparison.Ordinal);
    }

    // What holds for a feed holds for the steps of its shrinking too.
    private static void Holds(Func<RedundantFeed, bool> promise)
    {
        var feeds = MarketArbitraries.RedundantFeeds(_options);
        Prop.ForAll(feeds, feed => promise(feed) && feeds.Shrinker(feed).Take(50).All(promise)).QuickCheckThrowOnFailure();
    }
}
