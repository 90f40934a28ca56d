using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Disposal, consumers that throw, and the account, which one subscription has at a time.</summary>
public sealed class InterleaveDisposalTests : IDisposable
{
    private readonly Subject<string> _first = new();
    private readonly Subject<string> _second = new();
    private readonly RecordingObserver<string> _seen = new();
    private readonly LedgerStage _stage = new Ledger().Stage("frames");

    [Fact]
    public void Refuses_a_second_subscription_until_the_first_is_disposed()
    {
        var merge = Merge();
        var subscription = merge.Subscribe(_seen);

        Assert.Throws<InvalidOperationException>(() => merge.Subscribe(_seen));

        subscription.Dispose();
        merge.Subscribe(_seen).Dispose();
    }

    [Fact]
    public void Can_be_subscribed_to_again_by_the_observer_of_its_end()
    {
        var wasUnsubscribed = false;
        using var subscription = Merge().Subscribe(_ => { }, _ =>
        {
            wasUnsubscribed = !_second.HasObservers;
            Merge().Subscribe(_seen);
        });

        _first.OnError(new TimeoutException());

        Assert.True(wasUnsubscribed);
        Assert.IsType<TimeoutException>(_seen.Error); // the subject has ended
    }

    /// <summary>The disposal is held up while it unsubscribes from a source; meanwhile another source sends.</summary>
    [Fact]
    public void Enters_as_emitted_what_the_observer_got_when_another_thread_is_in_the_midst_of_disposing()
    {
        using ManualResetEventSlim isDisposing = new();
        using ManualResetEventSlim mayGoOn = new();
        var held = Observable.Create<string>(_ => Disposable.Create(() =>
        {
            isDisposing.Set();
            mayGoOn.Wait();
        }));
        var subscription = new[] { held, _first }.Interleave(10, _stage).Subscribe(_seen);
        Thread disposing = new(subscription.Dispose);
        disposing.Start();
        isDisposing.Wait();

        _first.OnNext("1a");
        mayGoOn.Set();
        disposing.Join();

        Assert.Equal((1, _seen.Count, 0), (_stage.Snapshot().Received, _stage.Snapshot().Emitted, _stage.Snapshot().Imbalance));
    }

    [Fact]
    public async Task Enters_as_emitted_what_the_observer_got_whenever_another_thread_disposes()
    {
        const int Runs = 100;
        for (var run = 0; run < Runs; run++)
        {
            Ledger ledger = new();
            var stage = ledger.Stage("frames");
            RecordingObserver<int> seen = new();
            Subject<int>[] feeds = [new(), new()];
            var subscription = feeds.Interleave(50, stage).Subscribe(seen);

            await Producers.RunWhileAsync(feeds, () =>
            {
                SpinWait.SpinUntil(() => seen.Count > run * 5, TimeSpan.FromSeconds(10));
                subscription.Dispose();
            });

            Assert.Equal(seen.Count, stage.Snapshot().Emitted);
            Laws.NothingLeft(ledger);
            seen.AssertGrammar();
        }
    }

    [Fact]
    public void Unsubscribes_from_all_sources_when_the_consumer_throws_and_removes_what_waits()
    {
        using var subscription = Merge().Subscribe(_ =>
        {
            _second.OnNext("2a");
            throw new TimeoutException();
        });

        Assert.Throws<TimeoutException>(() => _first.OnNext("1a"));

        Assert.False(_first.HasObservers);
        Assert.False(_second.HasObservers);
        Assert.Equal(
            (2, 1, 1, 0, 0),
            (_stage.Snapshot().Received, _stage.Snapshot().Emitted, _stage.Snapshot().Removed(RemovalReason.Shutdown), _stage.Snapshot().Held, _stage.Snapshot().Imbalance));
        _stage.Claim().Dispose();
    }

    [Fact]
    public void Enters_what_a_source_that_cannot_be_stopped_sends_after_the_end()
    {
        IObserver<string>? unstoppable = null;
        var source = new HandSource<string> { OnSubscribe = observer => unstoppable = observer };
        using var subscription = new IObservable<string>[] { source, _first }.Interleave(10, _stage).Subscribe(_seen);

        _first.OnError(new TimeoutException());
        unstoppable!.OnNext("late");

        Assert.Empty(_seen.Values);
        Assert.Equal((1, 1, 0), (_stage.Snapshot().Received, _stage.Snapshot().Removed(RemovalReason.Shutdown), _stage.Snapshot().Imbalance));
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private IObservable<string> Merge() => new[] { _first, _second }.Interleave(100, _stage);
}
