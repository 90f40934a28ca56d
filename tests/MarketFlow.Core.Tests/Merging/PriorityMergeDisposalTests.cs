using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Disposal, the end, and the account, which one subscription has at a time.</summary>
public sealed class PriorityMergeDisposalTests : IDisposable
{
    private readonly VirtualMarketClock _clock = new();
    private readonly Subject<int> _feed = new();
    private readonly Ledger _ledger = new();
    private readonly LedgerStage _stage;

    public PriorityMergeDisposalTests() => _stage = _ledger.Stage("lane");

    [Fact]
    public void Refuses_a_second_subscription_and_gives_back_what_that_one_had_taken()
    {
        var other = _ledger.Stage("other");
        var merge = FlowOperators.PriorityMerge([Lane(other), Lane(_stage)], _clock);
        using var first = FlowOperators.PriorityMerge([Lane(_stage)], _clock).Subscribe();

        var error = Assert.Throws<InvalidOperationException>(() => merge.Subscribe());

        Assert.StartsWith("Ledger stage \"lane\" is in use by another subscription", error.Message, StringComparison.Ordinal);
        other.Claim().Dispose();
        first.Dispose();
        merge.Subscribe().Dispose();
    }

    [Fact]
    public void Refuses_two_lanes_with_one_stage()
    {
        Assert.Throws<InvalidOperationException>(() => FlowOperators.PriorityMerge([Lane(_stage), Lane(_stage)], _clock).Subscribe());

        _stage.Claim().Dispose();
    }

    /// <summary>All that was taken out of the lane has been emitted: nobody has to put anything back.</summary>
    [Fact]
    public void Gives_its_account_back_when_it_is_disposed_while_it_sleeps()
    {
        var subscription = FlowOperators.PriorityMerge([Lane(_stage)], _clock).Subscribe();
        _feed.OnNext(1);
        _clock.RunDue();

        subscription.Dispose();

        _stage.Claim().Dispose();
    }

    [Fact]
    public void Can_be_subscribed_to_again_by_the_observer_of_its_end()
    {
        RecordingObserver<int> again = new();
        var merge = FlowOperators.PriorityMerge([Lane(_stage)], _clock);
        using var subscription = merge.Subscribe(_ => { }, () => merge.Subscribe(again));

        _feed.OnNext(1);
        _feed.OnCompleted();
        _clock.RunDue();
        _clock.RunDue();

        Assert.True(again.IsCompleted); // the subject has ended
        Assert.Equal(0, _stage.Snapshot().Imbalance);
    }

    [Fact]
    public void Can_be_subscribed_to_again_from_within_OnNext_after_it_is_disposed_there()
    {
        RecordingObserver<int> seen = new();
        using var subscription = FlowOperators.PriorityMerge([Lane(_stage)], _clock).Take(1).Repeat(2).Subscribe(seen);

        _feed.OnNext(1);
        _feed.OnNext(2);
        _clock.RunDue();
        _feed.OnNext(3);
        _clock.RunDue();

        Assert.Equal([1, 3], seen.Values);
        var account = _stage.Snapshot();
        Assert.Equal((3, 2, 1, 0), (account.Received, account.Emitted, account.Removed(RemovalReason.Shutdown), account.Imbalance));
    }

    [Fact]
    public void Removes_what_it_had_taken_when_another_thread_disposes_during_a_delivery_and_then_gives_the_account_back()
    {
        using EventLoopScheduler clock = new();
        using ManualResetEventSlim isBusy = new();
        using ManualResetEventSlim mayGoOn = new();
        RecordingObserver<int> seen = new()
        {
            WhileReceiving = _ =>
            {
                isBusy.Set();
                mayGoOn.Wait();
            },
        };
        using ManualResetEventSlim isFull = new();
        clock.Schedule(isFull.Wait);
        var subscription = FlowOperators.PriorityMerge([Lane(_stage)], clock).Subscribe(seen);
        foreach (var number in Enumerable.Range(0, 70))
        {
            _feed.OnNext(number);
        }

        isFull.Set();
        isBusy.Wait();
        subscription.Dispose();
        Assert.Equal((64, 6, 0), (_stage.Snapshot().Emitted, _stage.Snapshot().Removed(RemovalReason.Shutdown), _stage.Snapshot().Imbalance));
        Assert.Throws<InvalidOperationException>(_stage.Claim);
        mayGoOn.Set();
        AwaitTurn(clock);

        Assert.Equal([0], seen.Values);
        Assert.Equal((1, 69, 0), (_stage.Snapshot().Emitted, _stage.Snapshot().Removed(RemovalReason.Shutdown), _stage.Snapshot().Imbalance));
        _stage.Claim().Dispose();
    }

    /// <summary>The disposal is held up while it unsubscribes from a source.</summary>
    [Fact]
    public void Enters_as_emitted_what_the_observer_got_when_another_thread_is_in_the_midst_of_disposing()
    {
        using ManualResetEventSlim isDisposing = new();
        using ManualResetEventSlim mayGoOn = new();
        RecordingObserver<int> seen = new();
        var held = Observable.Create<int>(_ => Disposable.Create(() =>
        {
            isDisposing.Set();
            mayGoOn.Wait();
        }));
        var subscription = FlowOperators.PriorityMerge(
            [held.InLane(new() { Name = "held", Capacity = 1 }), Lane(_stage)], _clock).Subscribe(seen);
        _feed.OnNext(1);
        _clock.RunDue();
        _feed.OnNext(2);
        Thread disposing = new(subscription.Dispose);
        disposing.Start();
        isDisposing.Wait();

        _feed.OnNext(3);
        _clock.RunDue();
        mayGoOn.Set();
        disposing.Join();

        Assert.Equal([1], seen.Values);
        Assert.Equal((3, 1, 2, 0, 0), Account(_stage));
    }

    [Fact]
    public async Task Enters_as_emitted_what_the_observer_got_whenever_another_thread_disposes()
    {
        const int Runs = 50;
        for (var run = 0; run < Runs; run++)
        {
            using EventLoopScheduler clock = new();
            Ledger ledger = new();
            RecordingObserver<int> seen = new();
            Subject<int>[] feeds = [new(), new()];
            var subscription = FlowOperators.PriorityMerge(
                [.. feeds.Select((feed, lane) => feed.InLane(new() { Name = $"{lane}", Capacity = 100 }, stage: ledger.Stage($"{lane}")))], clock).Subscribe(seen);

            await Producers.RunWhileAsync(feeds, () =>
            {
                SpinWait.SpinUntil(() => seen.Count > run * 5, TimeSpan.FromSeconds(10));
                subscription.Dispose();
            });
            AwaitTurn(clock);

            Assert.Equal(seen.Count, ledger.Snapshot().Stages.Sum(stage => stage.Emitted));
            Laws.NothingLeft(ledger);
            seen.AssertGrammar();
        }
    }

    [Fact]
    public void Unsubscribes_and_closes_its_lanes_when_the_consumer_throws()
    {
        using var subscription = FlowOperators.PriorityMerge([Lane(_stage)], _clock)
            .Subscribe(number => { if (number == 1) { throw new TimeoutException(); } });

        foreach (var number in Enumerable.Range(0, 40))
        {
            _feed.OnNext(number);
        }

        Assert.Throws<TimeoutException>(_clock.RunDue);

        Assert.False(_feed.HasObservers);
        Assert.Equal((40, 2, 38, 0, 0), Account(_stage));
        _stage.Claim().Dispose();
    }

    public void Dispose() => _feed.Dispose();

    private static void AwaitTurn(EventLoopScheduler clock)
    {
        using ManualResetEventSlim hasRun = new();
        clock.Schedule(hasRun.Set);
        hasRun.Wait();
    }

    private static (long Received, long Emitted, long Shutdown, long Held, long Imbalance) Account(LedgerStage stage)
    {
        var account = stage.Snapshot();
        return (account.Received, account.Emitted, account.Removed(RemovalReason.Shutdown), account.Held, account.Imbalance);
    }

    private Lane<int> Lane(LedgerStage stage) => _feed.InLane(new() { Name = "tick", Capacity = 100 }, stage: stage);
}
