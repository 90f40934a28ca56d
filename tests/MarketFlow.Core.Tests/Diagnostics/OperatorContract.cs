using System.Reactive.Disposables;
using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>What every operator promises that takes events from one source and holds none of them.</summary>
public abstract class OperatorContract<T>
{
    private readonly HandSource<T> _source = new();
    private readonly RecordingObserver<T> _seen = new();
    private readonly LedgerStage _stage = new Ledger().Stage("operator");

    /// <summary>The operator under test.</summary>
    protected abstract IObservable<T> Apply(IObservable<T> source, LedgerStage? stage = null);

    /// <summary>An event that the operator lets through, different for each number.</summary>
    protected abstract T Fresh(int number);

    [Fact]
    public void Completes_with_an_empty_source()
    {
        using var subscription = Apply(Observable.Empty<T>(), _stage).Subscribe(_seen);

        Assert.True(_seen.IsCompleted);
        Assert.Empty(_seen.Values);
    }

    [Fact]
    public void Completes_with_its_source_and_hears_nothing_after()
    {
        using var subscription = Apply(_source, _stage).Subscribe(_seen);

        _source.Observer.OnNext(Fresh(1));
        _source.Observer.OnCompleted();
        _source.Observer.OnNext(Fresh(2));

        Assert.Single(_seen.Values);
        Assert.True(_seen.IsCompleted);
        Assert.Equal((2, 1), (_stage.Snapshot().Received, _stage.Snapshot().Removed(RemovalReason.Shutdown)));
        _seen.AssertGrammar();
    }

    [Fact]
    public void Fails_with_its_source_and_hears_nothing_after()
    {
        var error = new InvalidOperationException();
        using var subscription = Apply(_source, _stage).Subscribe(_seen);

        _source.Observer.OnNext(Fresh(1));
        _source.Observer.OnError(error);
        _source.Observer.OnNext(Fresh(2));

        Assert.Single(_seen.Values);
        Assert.Same(error, _seen.Error);
        Assert.Equal((2, 1), (_stage.Snapshot().Received, _stage.Snapshot().Removed(RemovalReason.Shutdown)));
        _seen.AssertGrammar();
    }

    [Fact]
    public void Stops_in_mid_stream_when_disposed()
    {
        var subscription = Apply(_source, _stage).Subscribe(_seen);

        _source.Observer.OnNext(Fresh(1));
        subscription.Dispose();
        _source.Observer.OnNext(Fresh(2));
        _source.Observer.OnCompleted();

        Assert.Single(_seen.Values);
        Assert.False(_seen.HasEnded);
        Assert.Equal(1, _source.Unsubscribed);
        Assert.Equal((2, 1), (_stage.Snapshot().Received, _stage.Snapshot().Removed(RemovalReason.Shutdown)));
    }

    [Fact]
    public void Stops_when_disposed_from_within_OnNext()
    {
        using var subscription = new SerialDisposable();
        var seen = new RecordingObserver<T> { WhileReceiving = _ => subscription.Dispose() };
        subscription.Disposable = Apply(_source, _stage).Subscribe(seen);

        _source.Observer.OnNext(Fresh(1));
        _source.Observer.OnNext(Fresh(2));

        Assert.Single(seen.Values);
        Assert.Equal(1, _source.Unsubscribed);
        Assert.Equal(0, _stage.Snapshot().Imbalance);
    }

    [Fact]
    public void Keeps_its_state_per_subscription()
    {
        var operated = Apply(new[] { Fresh(1), Fresh(2) }.ToObservable());
        using var first = operated.Subscribe(_seen);
        var again = new RecordingObserver<T>();
        using var second = operated.Subscribe(again);

        Assert.Equal(_seen.Values, again.Values);
        Assert.Equal(2, again.Values.Count);
    }

    [Fact]
    public void Has_entered_an_event_by_the_time_it_delivers_it_so_the_law_holds_for_a_consumer_that_throws()
    {
        var seen = new RecordingObserver<T> { WhileReceiving = _ => throw new InvalidOperationException() };
        using var subscription = Apply(_source, _stage).Subscribe(seen);

        Assert.Throws<InvalidOperationException>(() => _source.Observer.OnNext(Fresh(1)));

        Assert.Equal((1, 1, 0), (_stage.Snapshot().Received, _stage.Snapshot().Emitted, _stage.Snapshot().Imbalance));
    }

    /// <summary>Runs arrivals through the operator, looking at its account at every OnNext and at the end.</summary>
    /// <param name="arrivals">What comes.</param>
    /// <param name="eventOf">Makes the event of an arrival, and moves the clock to it.</param>
    /// <param name="disposeAfter">How many events the consumer takes before it disposes.</param>
    protected bool KeepsTheLaw<TArrival>(IReadOnlyList<TArrival> arrivals, Func<TArrival, T> eventOf, int disposeAfter)
    {
        var source = new HandSource<T>();
        var stage = new Ledger().Stage("operator");
        using var subscription = new SerialDisposable();
        var isBalanced = true;
        var taken = 0;
        var told = 0;
        var seen = new RecordingObserver<T>
        {
            WhileReceiving = _ =>
            {
                taken++;
                isBalanced &= stage.Snapshot() is { Imbalance: 0, Held: 0 } now && now.Received == told && now.Emitted == taken;
                if (taken > disposeAfter)
                {
                    subscription.Dispose();
                }
            },
        };
        subscription.Disposable = Apply(source, stage).Subscribe(seen);
        foreach (var arrival in arrivals)
        {
            var value = eventOf(arrival);
            told++;
            source.Observer.OnNext(value);
        }

        source.Observer.OnCompleted();
        return isBalanced && stage.Snapshot() is { Imbalance: 0, Held: 0 } account && account.Emitted == seen.Values.Count
            && seen.Violations.Count == 0;
    }
}
