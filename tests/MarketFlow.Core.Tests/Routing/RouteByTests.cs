using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class RouteByTests
{
    private readonly Subject<string> _feed = new();
    private readonly RecordingObserver<string> _seen = new();

    [Fact]
    public void Refuses_a_missing_argument_at_the_call()
    {
        Assert.Throws<ArgumentNullException>("source", () => ((IObservable<string>)null!).RouteBy(KindOf, routes => routes['t']));
        Assert.Throws<ArgumentNullException>("routeOf", () => _feed.RouteBy<string, char, string>(null!, routes => routes['t']));
        Assert.Throws<ArgumentNullException>("selector", () => _feed.RouteBy<string, char, string>(KindOf, null!));
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
        var result = _feed.RouteBy(KindOf, routes =>
        {
            calls++;
            return routes['t'];
        });
        Assert.Equal(0, calls);

        result.Subscribe(_seen);
        result.Subscribe(new RecordingObserver<string>());

        Assert.Equal(2, calls);
    }

    [Fact]
    public void Subscribes_the_source_after_the_result_so_that_a_cold_one_loses_nothing()
    {
        new[] { "t1", "b1", "f1" }.ToObservable()
            .RouteBy(KindOf, routes => Observable.Merge(routes['t'], routes['b'], routes['f']))
            .Subscribe(_seen);

        AssertSeen("t1", "b1", "f1");
        Assert.True(_seen.IsCompleted);
    }

    [Fact]
    public void Completes_every_route_with_the_source()
    {
        Subscribe(routes => routes['t'].Concat(routes['b'].DefaultIfEmpty("end of bars")).Concat(routes.Otherwise.DefaultIfEmpty("end of the rest")));

        _feed.OnCompleted();

        AssertSeen("end of bars", "end of the rest");
        Assert.True(_seen.IsCompleted);
    }

    [Fact]
    public void Gives_the_error_of_the_source_to_every_route()
    {
        var broken = new InvalidOperationException("feed");
        Subscribe(routes => Observable.Merge(
            routes['t'].Catch((Exception error) => Observable.Return("t: " + error.Message)),
            routes['b'].Catch((Exception error) => Observable.Return("b: " + error.Message)),
            routes.Otherwise));

        _feed.OnError(broken);

        AssertSeen("t: feed", "b: feed");
        Assert.Same(broken, _seen.Error);
    }

    [Fact]
    public void Ends_at_once_for_whoever_takes_a_route_after_the_end()
    {
        IRoutes<char, string>? kept = null;
        Subscribe(routes => (kept = routes)['t']);
        _feed.OnError(new InvalidOperationException("feed"));

        var late = new RecordingObserver<string>();
        kept!['b'].Subscribe(late);

        Assert.Equal("feed", late.Error?.Message);
        late.AssertGrammar();
    }

    [Fact]
    public void Ends_with_what_routeOf_throws_and_leaves_the_source()
    {
        var stage = Open();
        Subscribe(routes => routes['t'], stage, routeOf: x => x.Length == 0 ? throw new FormatException("no kind") : x[0]);

        Send("t1", string.Empty, "t2");

        AssertSeen("t1");
        Assert.IsType<FormatException>(_seen.Error);
        Assert.False(_feed.HasObservers);
        Assert.Equal((2, 1, 1), (stage.Snapshot().Received, stage.Snapshot().Emitted, stage.Snapshot().Removed(RemovalReason.Invalid)));
    }

    [Fact]
    public void Leaves_the_source_when_routeOf_throws_though_a_consumer_lives_on()
    {
        Subscribe(routes => routes['t'].Catch(Observable.Never<string>()));

        Send(string.Empty);

        Assert.False(_seen.HasEnded);
        Assert.False(_feed.HasObservers);
    }

    [Fact]
    public void Ends_with_what_routeOf_throws_while_the_source_is_still_being_subscribed()
    {
        var stage = Open();
        Observable.Create<string>(observer =>
        {
            Array.ForEach(["t1", string.Empty, "t2"], observer.OnNext);
            return Disposable.Empty;
        }).RouteBy(x => x[0], routes => routes['t'], stage).Subscribe(_seen);

        AssertSeen("t1");
        Assert.IsType<IndexOutOfRangeException>(_seen.Error);
        Assert.Equal((1, 0), (stage.Snapshot().Removed(RemovalReason.Shutdown), stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Ends_with_what_the_selector_throws_and_leaves_the_source_alone()
    {
        Subscribe(_ => throw new FormatException("selector"));

        Assert.IsType<FormatException>(_seen.Error);
        Assert.False(_feed.HasObservers);
    }

    [Fact]
    public void Ends_with_an_error_where_the_selector_gives_null()
    {
        Subscribe(_ => null!);

        Assert.IsType<InvalidOperationException>(_seen.Error);
        Assert.False(_feed.HasObservers);
    }

    [Fact]
    public void Leaves_the_other_routes_alone_when_one_is_left()
    {
        var stage = Open();
        Subscribe(routes => routes['t'].Take(1).Merge(routes['b']), stage);

        Send("t1", "t2", "b1");

        AssertSeen("t1", "b1");
        AssertAccount(stage, received: 3, emitted: 2, filtered: 1);
        Assert.True(_feed.HasObservers);
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

    [Fact]
    public void Leaves_the_source_and_every_route_when_disposed_of()
    {
        var subscription = Subscribe(routes => routes['t']);
        Send("t1");

        subscription.Dispose();
        Send("t2");

        AssertSeen("t1");
        Assert.False(_feed.HasObservers);
    }

    [Fact]
    public void Can_be_disposed_of_from_within_a_notification()
    {
        using var subscription = new SingleAssignmentDisposable();
        var seen = new RecordingObserver<string> { WhileReceiving = _ => subscription.Dispose() };
        subscription.Disposable = _feed.RouteBy(KindOf, routes => routes['t'].Merge(routes['t'])).Subscribe(seen);

        Send("t1", "t2");

        Assert.Equal(["t1"], seen.Values);
        Assert.False(_feed.HasObservers);
        seen.AssertGrammar();
    }

    [Fact]
    public void Counts_an_event_before_its_consumer_throws()
    {
        var stage = Open();
        var seen = new RecordingObserver<string> { WhileReceiving = _ => throw new FormatException("consumer") };
        _feed.RouteBy(KindOf, routes => routes['t'], stage).Subscribe(seen);

        Assert.Throws<FormatException>(() => Send("t1"));

        AssertAccount(stage, received: 1, emitted: 1);
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

    private static LedgerStage Open() => new Ledger().Stage("route");

    private static char KindOf(string value) => value[0];

    private static void AssertAccount(LedgerStage stage, long received, long emitted, long filtered = 0)
    {
        var account = stage.Snapshot();
        Assert.Equal((received, emitted, filtered, 0), (account.Received, account.Emitted, account.Removed(RemovalReason.Filtered), account.Imbalance));
    }

    private IDisposable Subscribe(
        Func<IRoutes<char, string>, IObservable<string>> selector, LedgerStage? stage = null, Func<string, char>? routeOf = null) =>
        _feed.RouteBy(routeOf ?? KindOf, selector, stage).Subscribe(_seen);

    private void Send(params string[] events) => Array.ForEach(events, _feed.OnNext);

    private void AssertSeen(params string[] expected)
    {
        Assert.Equal(expected, _seen.Values);
        _seen.AssertGrammar();
    }
}
