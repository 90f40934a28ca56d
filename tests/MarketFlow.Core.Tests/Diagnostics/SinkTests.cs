using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>The promises of <see cref="Sink{T,TResult}"/>, by the smallest operator there is.</summary>
public sealed class SinkTests
{
    private readonly HandSource<int> _source = new();
    private readonly RecordingObserver<int> _seen = new();

    [Fact]
    public void Is_deaf_to_what_a_source_says_after_its_completion()
    {
        using var subscription = Twice(_source).Subscribe(_seen);

        _source.Observer.OnNext(1);
        _source.Observer.OnCompleted();
        _source.Observer.OnNext(2);
        _source.Observer.OnCompleted();
        _source.Observer.OnError(new InvalidOperationException());

        Assert.Equal([2], _seen.Values);
        Assert.True(_seen.IsCompleted);
        _seen.AssertGrammar();
    }

    [Fact]
    public void Is_deaf_to_what_a_source_says_after_its_error()
    {
        var error = new InvalidOperationException();
        using var subscription = Twice(_source).Subscribe(_seen);

        _source.Observer.OnError(error);
        _source.Observer.OnNext(2);
        _source.Observer.OnCompleted();

        Assert.Same(error, _seen.Error);
        Assert.Empty(_seen.Values);
        _seen.AssertGrammar();
    }

    [Fact]
    public void Delivers_nothing_once_disposed()
    {
        var subscription = Twice(_source).Subscribe(_seen);

        _source.Observer.OnNext(1);
        subscription.Dispose();
        _source.Observer.OnNext(2);
        _source.Observer.OnCompleted();

        Assert.Equal([2], _seen.Values);
        Assert.False(_seen.HasEnded);
    }

    [Fact]
    public void Unsubscribes_from_its_source_once_when_disposed_twice()
    {
        var subscription = Twice(_source).Subscribe(_seen);

        subscription.Dispose();
        subscription.Dispose();

        Assert.Equal(1, _source.Unsubscribed);
    }

    [Fact]
    public void Has_unsubscribed_from_its_source_by_the_time_it_delivers_the_end()
    {
        var unsubscribedAtEnd = -1;
        using var subscription = Twice(_source).Subscribe(_ => { }, _ => unsubscribedAtEnd = _source.Unsubscribed);

        _source.Observer.OnError(new InvalidOperationException());

        Assert.Equal(1, unsubscribedAtEnd);
    }

    [Fact]
    public void Unsubscribes_from_a_source_that_ends_while_it_is_being_subscribed_to()
    {
        var source = new HandSource<int> { OnSubscribe = observer => observer.OnCompleted() };
        using var subscription = Twice(source).Subscribe(_seen);

        Assert.True(_seen.IsCompleted);
        Assert.Equal(1, source.Unsubscribed);
    }

    [Fact]
    public void Sends_what_a_failing_subscription_throws()
    {
        var error = new InvalidOperationException();
        using var subscription = Twice(new HandSource<int> { OnSubscribe = _ => throw error }).Subscribe(_seen);

        Assert.Same(error, _seen.Error);
    }

    [Fact]
    public void Delivers_no_value_whose_making_disposed_the_subscription()
    {
        var subscription = new SerialDisposable();
        subscription.Disposable = new SinkObservable<int, int>(_source, observer => new MappingSink(observer, x =>
        {
            subscription.Dispose();
            return x;
        })).Subscribe(_seen);

        _source.Observer.OnNext(1);

        Assert.Empty(_seen.Values);
    }

    [Fact]
    public void Lets_a_consumers_exception_reach_the_producer_and_unsubscribes_it()
    {
        var throwing = new RecordingObserver<int> { WhileReceiving = x => _ = x == 2 ? throw new InvalidOperationException() : x };
        using var feed = new Subject<int>();
        using var subscription = Twice(feed).Subscribe(throwing);

        Assert.Throws<InvalidOperationException>(() => feed.OnNext(1));
        feed.OnNext(3);

        Assert.Equal([2], throwing.Values);
        Assert.False(feed.HasObservers);
        throwing.AssertGrammar();
    }

    [Fact]
    public void Refuses_to_deliver_to_nobody() => Assert.Throws<ArgumentNullException>(() => Twice(_source).Subscribe(null!));

    [Fact]
    public void Runs_a_source_that_tells_everything_on_subscription()
    {
        using var subscription = Twice(Observable.Range(1, 3)).Subscribe(_seen);

        Assert.Equal([2, 4, 6], _seen.Values);
        Assert.True(_seen.IsCompleted);
    }

    private static SinkObservable<int, int> Twice(IObservable<int> source) => new(source, observer => new MappingSink(observer, x => 2 * x));

    private sealed class MappingSink(IObserver<int> downstream, Func<int, int> map) : Sink<int, int>(downstream)
    {
        public override void OnNext(int value)
        {
            if (!IsStopped)
            {
                Pass(map(value), stage: null);
            }
        }
    }
}
