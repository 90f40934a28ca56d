using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class RouteByTests : RouteByFixture
{
    [Fact]
    public void Refuses_a_missing_argument_at_the_call()
    {
        Assert.Throws<ArgumentNullException>("source", () => ((IObservable<string>)null!).RouteBy(KindOf, routes => routes['t']));
        Assert.Throws<ArgumentNullException>("routeOf", () => Feed.RouteBy<string, char, string>(null!, routes => routes['t']));
        Assert.Throws<ArgumentNullException>("selector", () => Feed.RouteBy<string, char, string>(KindOf, null!));
    }

    [Fact]
    public void Gives_each_event_to_its_route_alone()
    {
        Subscribe(routes => routes['t'].Select(x => "trade " + x).Merge(routes['b'].Select(x => "bar " + x)));

        Send("t1", "b1", "t2");

        AssertSeen("trade t1", "bar b1", "trade t2");
    }

    [Fact]
    public void Gives_an_event_of_a_route_nobody_took_to_otherwise()
    {
        Subscribe(routes => routes['t'].Merge(routes.Otherwise.Select(x => "other " + x)));

        Send("t1", "b1");

        AssertSeen("t1", "other b1");
    }

    [Fact]
    public void Drops_an_event_that_neither_its_route_nor_otherwise_wants()
    {
        var stage = Open();
        Subscribe(routes => routes['t'], stage);

        Send("t1", "b1");

        AssertSeen("t1");
        AssertAccount(stage, received: 2, emitted: 1, filtered: 1);
    }

    [Fact]
    public void Gives_an_event_to_all_subscribers_of_its_route_and_counts_it_once()
    {
        var stage = Open();
        Subscribe(routes => routes['t'].Select(x => "first " + x).Merge(routes['t'].Select(x => "second " + x)), stage);

        Send("t1");

        AssertSeen("first t1", "second t1");
        AssertAccount(stage, received: 1, emitted: 1);
    }

    [Fact]
    public void Gives_the_same_stream_for_the_same_route() =>
        Subscribe(routes =>
        {
            Assert.Same(routes['t'], routes['t']);
            Assert.Same(routes.Otherwise, routes.Otherwise);
            Assert.NotSame(routes['t'], routes['b']);
            return routes['t'];
        });

    [Fact]
    public void Calls_the_selector_once_per_subscription()
    {
        var calls = 0;
        var result = Feed.RouteBy(KindOf, routes =>
        {
            calls++;
            return routes['t'];
        });
        Assert.Equal(0, calls);

        result.Subscribe(Seen);
        result.Subscribe(new RecordingObserver<string>());

        Assert.Equal(2, calls);
    }

    [Fact]
    public void Subscribes_the_source_after_the_result_so_that_a_cold_one_loses_nothing()
    {
        new[] { "t1", "b1", "f1" }.ToObservable()
            .RouteBy(KindOf, routes => Observable.Merge(routes['t'], routes['b'], routes['f']))
            .Subscribe(Seen);

        AssertSeen("t1", "b1", "f1");
        Assert.True(Seen.IsCompleted);
    }

    [Fact]
    public void Leaves_the_other_routes_alone_when_one_is_left()
    {
        var stage = Open();
        Subscribe(routes => routes['t'].Take(1).Merge(routes['b']), stage);

        Send("t1", "t2", "b1");

        AssertSeen("t1", "b1");
        AssertAccount(stage, received: 3, emitted: 2, filtered: 1);
        Assert.True(Feed.HasObservers);
    }

    [Fact]
    public void Gives_the_events_of_a_route_that_was_left_to_otherwise()
    {
        Subscribe(routes => routes['t'].Take(1).Merge(routes.Otherwise.Select(x => "other " + x)));

        Send("t1", "t2");

        AssertSeen("t1", "other t2");
    }

    [Fact]
    public void Drops_everything_once_all_routes_are_left_while_the_result_lives()
    {
        var stage = Open();
        Subscribe(routes => routes['t'].Take(1).Concat(Observable.Never<string>()), stage);

        Send("t1", "t2", "b1");

        AssertSeen("t1");
        AssertAccount(stage, received: 3, emitted: 1, filtered: 2);
    }

    [Fact]
    public void Lets_a_route_be_joined_from_within_a_notification_from_the_next_event_on()
    {
        Subscribe(routes => routes['t'].Merge(routes['t'].Take(1).SelectMany(_ => routes['t'].Merge(routes['b'])).Select(x => "joined " + x)));

        Send("t1", "b1", "t2");

        AssertSeen("t1", "joined b1", "t2", "joined t2");
    }

    [Fact]
    public void Passes_by_a_subscriber_that_an_earlier_one_has_just_disposed_of()
    {
        using var second = new SingleAssignmentDisposable();
        Subscribe(routes =>
        {
            var first = routes['t'].Do(_ => second.Dispose());
            return Observable.Create<string>(observer =>
            {
                var subscription = first.Subscribe(observer);
                second.Disposable = routes['t'].Subscribe(x => observer.OnNext("second " + x));
                return subscription;
            });
        });

        Send("t1");

        AssertSeen("t1");
    }

    /// <summary>Whatever arrives, each subscriber sees what a filter over the plain list would leave, and the account balances throughout.</summary>
    [Fact]
    public void Agrees_with_a_filter_over_the_list() =>
        Prop.ForAll<byte[], byte>((events, disposeAfter) =>
        {
            var stage = Open();
            var isBalanced = true;
            using var feed = new Subject<byte>();
            var seen = new RecordingObserver<(string Taker, byte Event)> { WhileReceiving = _ => isBalanced &= stage.Snapshot().Imbalance == 0 };
            var subscription = feed.RouteBy(
                x => x % 5,
                routes => Observable.Merge(
                    routes[0].Select(x => ("zero", x)),
                    routes[1].Take(2).Select(x => ("first two ones", x)),
                    routes[2].Merge(routes[2]).Select(x => ("twice", x))),
                stage).Subscribe(seen);

            var sent = events.Take(disposeAfter).ToList();
            sent.ForEach(feed.OnNext);
            subscription.Dispose();

            var firstTwoOnes = sent.Select((x, i) => (x, i)).Where(pair => pair.x % 5 == 1).Take(2).Select(pair => pair.i).ToHashSet();
            var expected = sent.SelectMany((x, i) => (x % 5) switch
            {
                0 => [("zero", x)],
                1 when firstTwoOnes.Contains(i) => [("first two ones", x)],
                2 => [("twice", x), ("twice", x)],
                _ => Array.Empty<(string, byte)>(),
            }).ToList();
            var account = stage.Snapshot();
            seen.AssertGrammar();
            return isBalanced && account.Imbalance == 0 && account.Held == 0 && account.Received == sent.Count
                && account.Emitted == sent.Where((x, i) => x % 5 is 0 or 2 || firstTwoOnes.Contains(i)).Count()
                && seen.Values.SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();
}
