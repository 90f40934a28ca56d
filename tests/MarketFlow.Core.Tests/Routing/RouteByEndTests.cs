using System.Reactive.Disposables;
using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class RouteByEndTests : RouteByFixture
{
    [Fact]
    public void Completes_every_route_with_the_source()
    {
        Subscribe(routes => routes['t'].Concat(routes['b'].DefaultIfEmpty("end of bars")).Concat(routes.Otherwise.DefaultIfEmpty("end of the rest")));

        Feed.OnCompleted();

        AssertSeen("end of bars", "end of the rest");
        Assert.True(Seen.IsCompleted);
    }

    [Fact]
    public void Gives_the_error_of_the_source_to_every_route()
    {
        var broken = new InvalidOperationException("feed");
        Subscribe(routes => Observable.Merge(
            routes['t'].Catch((Exception error) => Observable.Return("t: " + error.Message)),
            routes['b'].Catch((Exception error) => Observable.Return("b: " + error.Message)),
            routes.Otherwise));

        Feed.OnError(broken);

        AssertSeen("t: feed", "b: feed");
        Assert.Same(broken, Seen.Error);
    }

    [Fact]
    public void Ends_at_once_for_whoever_takes_a_route_after_the_end()
    {
        IRoutes<char, string>? kept = null;
        Subscribe(routes => (kept = routes)['t']);
        Feed.OnError(new InvalidOperationException("feed"));

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
        Assert.IsType<FormatException>(Seen.Error);
        Assert.False(Feed.HasObservers);
        Assert.Equal((2, 1, 1), (stage.Snapshot().Received, stage.Snapshot().Emitted, stage.Snapshot().Removed(RemovalReason.Invalid)));
    }

    [Fact]
    public void Leaves_the_source_when_routeOf_throws_though_a_consumer_lives_on()
    {
        Subscribe(routes => routes['t'].Catch(Observable.Never<string>()));

        Send(string.Empty);

        Assert.False(Seen.HasEnded);
        Assert.False(Feed.HasObservers);
    }

    [Fact]
    public void Ends_with_what_routeOf_throws_while_the_source_is_still_being_subscribed()
    {
        var stage = Open();
        Observable.Create<string>(observer =>
        {
            Array.ForEach(["t1", string.Empty, "t2"], observer.OnNext);
            return Disposable.Empty;
        }).RouteBy(x => x[0], routes => routes['t'], stage).Subscribe(Seen);

        AssertSeen("t1");
        Assert.IsType<IndexOutOfRangeException>(Seen.Error);
        Assert.Equal((1, 0), (stage.Snapshot().Removed(RemovalReason.Shutdown), stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Ends_with_what_the_selector_throws_and_leaves_the_source_alone()
    {
        Subscribe(_ => throw new FormatException("selector"));

        Assert.IsType<FormatException>(Seen.Error);
        Assert.False(Feed.HasObservers);
    }

    [Fact]
    public void Ends_with_an_error_where_the_selector_gives_null()
    {
        Subscribe(_ => null!);

        Assert.IsType<InvalidOperationException>(Seen.Error);
        Assert.False(Feed.HasObservers);
    }

    [Fact]
    public void Leaves_the_source_and_every_route_when_disposed_of()
    {
        var subscription = Subscribe(routes => routes['t']);
        Send("t1");

        subscription.Dispose();
        Send("t2");

        AssertSeen("t1");
        Assert.False(Feed.HasObservers);
    }

    [Fact]
    public void Can_be_disposed_of_from_within_a_notification()
    {
        using var subscription = new SingleAssignmentDisposable();
        var seen = new RecordingObserver<string> { WhileReceiving = _ => subscription.Dispose() };
        subscription.Disposable = Feed.RouteBy(KindOf, routes => routes['t'].Merge(routes['t'])).Subscribe(seen);

        Send("t1", "t2");

        Assert.Equal(["t1"], seen.Values);
        Assert.False(Feed.HasObservers);
        seen.AssertGrammar();
    }

    [Fact]
    public void Counts_an_event_before_its_consumer_throws()
    {
        var stage = Open();
        var seen = new RecordingObserver<string> { WhileReceiving = _ => throw new FormatException("consumer") };
        Feed.RouteBy(KindOf, routes => routes['t'], stage).Subscribe(seen);

        Assert.Throws<FormatException>(() => Send("t1"));

        AssertAccount(stage, received: 1, emitted: 1);
    }
}
