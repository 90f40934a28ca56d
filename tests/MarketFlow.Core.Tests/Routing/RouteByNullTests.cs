using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>What happens to a null route, to a consumer of a route that throws, and to events that come while another thread disposes.</summary>
public sealed class RouteByNullTests
{
    private readonly Subject<string> _feed = new();
    private readonly RecordingObserver<string> _seen = new();
    private readonly LedgerStage _stage = new Ledger().Stage("route");

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(12)]
    public void Ends_every_route_with_an_error_at_a_null_route(int count)
    {
        var taken = Enumerable.Range(0, count).Select(_ => new RecordingObserver<string>()).ToArray();
        using var subscription = _feed.RouteBy(x => x.Length == 0 ? null! : x, Take, _stage).Subscribe(_seen);
        _feed.OnNext("0");
        _feed.OnNext(string.Empty);
        _feed.OnNext("0");

        Assert.All(taken.Append(_seen), each => Assert.IsType<ArgumentNullException>(each.Error));
        Assert.False(_feed.HasObservers);
        Assert.Equal((2, 1, 1, 0), (_stage.Snapshot().Received, _stage.Snapshot().Emitted, _stage.Snapshot().Removed(RemovalReason.Invalid), _stage.Snapshot().Imbalance));

        IObservable<string> Take(IRoutes<string, string> routes)
        {
            for (var number = 0; number < count; number++)
            {
                routes[number.ToString()].Subscribe(taken[number]);
            }

            return routes.Otherwise;
        }
    }

    [Fact]
    public void Refuses_to_give_a_null_route()
    {
        _feed.RouteBy(x => x, routes =>
        {
            Assert.Throws<ArgumentNullException>("route", () => routes[null!]);
            return routes.Otherwise;
        }).Subscribe(_seen);
        Assert.False(_seen.HasEnded);
    }

    [Fact]
    public void Unsubscribes_a_consumer_of_a_route_that_throws_and_goes_on_with_the_others()
    {
        RecordingObserver<string> broken = new() { WhileReceiving = _ => throw new FormatException() };
        using var subscription = _feed.RouteBy(x => x[0], Take, _stage).Subscribe(_seen);

        Assert.Throws<FormatException>(() => _feed.OnNext("b1"));
        _feed.OnNext("b2");
        _feed.OnNext("t1");

        Assert.Single(broken.Values);
        Assert.Equal(["t1"], _seen.Values);
        Assert.Equal((3, 2, 1, 0), (_stage.Snapshot().Received, _stage.Snapshot().Emitted, _stage.Snapshot().Removed(RemovalReason.Filtered), _stage.Snapshot().Imbalance));

        IObservable<string> Take(IRoutes<char, string> routes)
        {
            routes['b'].Subscribe(broken);
            return routes['t'];
        }
    }

    /// <summary>The source is an operator of ours, which passes on what the consumer throws.</summary>
    [Fact]
    public void Keeps_its_source_when_a_consumer_of_one_route_throws()
    {
        RecordingObserver<string> broken = new() { WhileReceiving = _ => throw new FormatException() };
        using var subscription = FlowOperators.MergeRoutes(_feed).RouteBy(x => x[0], Take).Subscribe(_seen);

        Assert.Throws<FormatException>(() => _feed.OnNext("b1"));
        _feed.OnNext("t1");

        Assert.Equal(["t1"], _seen.Values);

        IObservable<string> Take(IRoutes<char, string> routes)
        {
            routes['b'].Subscribe(broken);
            return routes['t'];
        }
    }

    [Fact]
    public void Unsubscribes_from_the_source_when_the_consumer_of_the_result_throws()
    {
        RecordingObserver<string> broken = new() { WhileReceiving = _ => throw new FormatException() };
        _feed.RouteBy(x => x[0], routes => FlowOperators.MergeRoutes(routes['a'], routes['b'])).Subscribe(broken);

        Assert.Throws<FormatException>(() => _feed.OnNext("b1"));

        Assert.False(_feed.HasObservers);
        Assert.Null(broken.Error);
    }

    /// <summary>Whatever the selector returns: routes, operators of ours or of Rx, a merge, another RouteBy.</summary>
    [Theory]
    [InlineData("route")]
    [InlineData("merged routes")]
    [InlineData("Rx")]
    [InlineData("lanes")]
    [InlineData("nested")]
    public void Unsubscribes_from_the_source_whatever_its_result_is(string result)
    {
        RecordingObserver<string> broken = new() { WhileReceiving = _ => throw new FormatException() };
        using var subscription = _feed.RouteBy(x => x[0], Of).Subscribe(broken);

        Assert.Throws<FormatException>(() => _feed.OnNext("b1"));

        Assert.False(_feed.HasObservers);
        Assert.Equal(1, broken.Count);
        Assert.Null(broken.Error);

        IObservable<string> Of(IRoutes<char, string> routes) => result switch
        {
            "route" => routes['b'],
            "merged routes" => FlowOperators.MergeRoutes(routes['a'], routes['b']),
            "Rx" => routes['b'].Select(x => x),
            "lanes" => Lanes(routes),
            _ => routes['b'].RouteBy(x => x[1], nested => FlowOperators.MergeRoutes(nested['1'], nested['2'])),
        };
    }

    [Fact]
    public void Says_that_routeOf_returned_null()
    {
        using var subscription = _feed.RouteBy<string, string, string>(_ => null!, routes => routes["a"]).Subscribe(_seen);

        _feed.OnNext("a1");

        Assert.StartsWith("routeOf returned null; it must return a route.", Assert.IsType<ArgumentNullException>(_seen.Error).Message, StringComparison.Ordinal);
    }

    /// <summary>The source has broken the rules of Rx; the event is entered all the same, and not as one that nobody wanted.</summary>
    [Fact]
    public void Removes_what_comes_after_the_end_as_shutdown()
    {
        HandSource<string> source = new();
        var stage = new Ledger().Stage("route");
        using var subscription = source.RouteBy(x => x[0], routes => routes['a'], stage).Subscribe(_seen);
        source.Observer.OnCompleted();

        source.Observer.OnNext("a1");

        Assert.Equal((1, 1, 0), (stage.Snapshot().Received, stage.Snapshot().Removed(RemovalReason.Shutdown), stage.Snapshot().Imbalance));
        Assert.Empty(_seen.Values);
    }

    /// <summary>The subscriber gets the exception, though the source is within its own Subscribe.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Throws_what_the_consumer_throws_while_the_source_is_subscribed(bool isMerged)
    {
        RecordingObserver<string> broken = new() { WhileReceiving = _ => throw new FormatException() };
        SubscribingObservable<string> feed = new(observer => // not one of Rx, whose Subscribe would let the exception through by itself
        {
            observer.OnNext("b1");
            observer.OnNext("b2");
            return Disposable.Empty;
        });

        Assert.Throws<FormatException>(() => feed.RouteBy(x => x[0], routes => isMerged ? Lanes(routes) : routes['b']).Subscribe(broken));

        Assert.Equal(1, broken.Count);
        Assert.Null(broken.Error);
    }

    /// <summary>However disposal and events meet: what the account says was emitted is what came.</summary>
    [Fact]
    public void Emits_what_it_says_while_another_thread_disposes()
    {
        for (var run = 0; run < 300; run++)
        {
            using Subject<int> feed = new();
            var (stage, seen, isDisposed) = (new Ledger().Stage("route"), 0, false);
            var subscription = feed.RouteBy(x => 0, routes => routes[0], stage).Subscribe(_ => seen++);
            using ManualResetEventSlim hasBegun = new();
            Thread disposing = new(() =>
            {
                hasBegun.Wait();
                subscription.Dispose();
                Volatile.Write(ref isDisposed, true);
            });
            disposing.Start();
            feed.OnNext(0);
            hasBegun.Set();
            while (!Volatile.Read(ref isDisposed))
            {
                feed.OnNext(1);
            }

            disposing.Join();
            Assert.Equal((seen, 0), (stage.Snapshot().Emitted, stage.Snapshot().Imbalance));
        }
    }

    private static IObservable<string> Lanes(IRoutes<char, string> routes) =>
        FlowOperators.PriorityMerge([routes['b'].InLane(new() { Name = "b", Capacity = 10 })], ImmediateScheduler.Instance);
}
