using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>The stage of a channel and its subscriptions: who has it, and what becomes of what is in hand at the end.</summary>
public sealed class ChannelSubscriptionTests
{
    private static readonly ChannelOptions<string> _byTwo = new() { Name = "bars", BatchSize = 2, MaxWait = TimeSpan.FromMilliseconds(100) };
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(10);
    private readonly VirtualMarketClock _clock = new();
    private readonly LedgerStage _stage = new Ledger().Stage("channel");
    private readonly RecordingObserver<ChannelFault<string>> _faults = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Refuses_a_second_subscription_with_its_stage_until_the_first_is_over(int batchSize)
    {
        HandSource<string> feed = new();
        ChannelMonitor monitor = new();
        var channel = feed.ProcessChannel<string, string>(
            _byTwo with { BatchSize = batchSize, BreakerThreshold = 1 }, _ => throw new InvalidOperationException(), _faults, _clock, _stage, monitor);
        var first = channel.Subscribe(_ => { });
        feed.Observer.OnNext("a");
        feed.Observer.OnNext("b");
        var state = monitor.State;

        Assert.Throws<InvalidOperationException>(() => channel.Subscribe(_ => { }));
        Assert.Same(state, monitor.State); // the first subscription's
        first.Dispose();
        channel.Subscribe(_ => { }).Dispose();

        Assert.Equal(2, feed.Subscribed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Gives_its_stage_back_before_it_passes_the_end_on(int batchSize)
    {
        RecordingObserver<string> seen = new();

        Observable.Return("a").ProcessChannel(_byTwo with { BatchSize = batchSize }, batch => batch, _faults, _clock, _stage).Repeat(3).Subscribe(seen);

        Assert.Equal(["a", "a", "a"], seen.Values);
        Assert.True(seen.IsCompleted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Keeps_its_stage_after_disposal_until_what_is_in_hand_is_removed(int batchSize)
    {
        using ManualResetEventSlim isBusy = new();
        using ManualResetEventSlim mayGoOn = new();
        HandSource<string> feed = new();
        var channel = feed.ProcessChannel(_byTwo with { BatchSize = batchSize }, batch => batch.Concat(batch), _faults, _clock, _stage);
        List<string> delivered = [];
        var subscription = channel.Subscribe(value =>
        {
            delivered.Add(value);
            isBusy.Set();
            Assert.True(mayGoOn.Wait(_bound));
        });
        var source = OtherThread.Start(() =>
        {
            for (var i = 0; i < batchSize; i++)
            {
                feed.Observer.OnNext($"{i}");
            }
        });
        Assert.True(isBusy.Wait(_bound));

        OtherThread.Run(subscription.Dispose); // and waits for no consumer
        Assert.Equal(0, _stage.Snapshot().Imbalance);
        Assert.Throws<InvalidOperationException>(() => channel.Subscribe(_ => { }));
        mayGoOn.Set();
        source.Join();

        var account = _stage.Snapshot();
        Assert.Equal(["0"], delivered);
        Assert.Equal((batchSize, 1, (2 * batchSize) - 1), (account.Received, account.Emitted, account.Removed(RemovalReason.Shutdown)));
        Assert.Equal((0, 0), (account.Held, account.Imbalance));
        channel.Subscribe(_ => { }).Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Removes_an_event_in_process_at_disposal(int batchSize)
    {
        HandSource<string> feed = new();
        RecordingObserver<string> seen = new();
        SingleAssignmentDisposable subscription = new();
        subscription.Disposable = feed.ProcessChannel(_byTwo with { BatchSize = batchSize }, Process, _faults, _clock, _stage).Subscribe(seen);

        for (var i = 0; i < batchSize; i++)
        {
            feed.Observer.OnNext($"{i}");
        }

        Assert.Empty(seen.Values);
        var account = _stage.Snapshot();
        Assert.Equal((batchSize, batchSize, 0, 0), (account.Received, account.Removed(RemovalReason.Shutdown), account.Held, account.Imbalance));

        IEnumerable<string> Process(IReadOnlyList<string> batch)
        {
            OtherThread.Run(subscription.Dispose);
            return batch;
        }
    }

    /// <summary>Whenever another thread disposes, what is entered as emitted was delivered, and the rest is removed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Has_delivered_all_that_it_entered_as_emitted_whenever_another_thread_disposes(int batchSize)
    {
        for (var round = 0; round < 300; round++)
        {
            Subject<int> feed = new();
            var stage = new Ledger().Stage("channel");
            ChannelOptions<int> options = new() { Name = "race", BatchSize = batchSize, MaxWait = TimeSpan.FromDays(1) };
            var delivered = 0;
            using ManualResetEventSlim hasBegun = new();
            var subscription = feed.ProcessChannel(options, batch => batch.Concat(batch), new RecordingObserver<ChannelFault<int>>(), _clock, stage)
                .Subscribe(_ =>
                {
                    delivered++;
                    hasBegun.Set();
                });
            var source = OtherThread.Start(() =>
            {
                for (var i = 0; i < 2_000; i++)
                {
                    feed.OnNext(i);
                }
            });
            hasBegun.Wait(_bound);
            Thread.SpinWait(round * 10);
            subscription.Dispose();
            source.Join();

            var account = stage.Snapshot();
            Assert.Equal((delivered, 0, 0), (account.Emitted, account.Held, account.Imbalance));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Passes_the_end_on_once_and_receives_nothing_after_it(int batchSize)
    {
        HandSource<string> feed = new();
        RecordingObserver<string> seen = new();
        using var subscription = feed.ProcessChannel(_byTwo with { BatchSize = batchSize }, batch => batch, _faults, _clock, _stage).Subscribe(seen);

        feed.Observer.OnNext("a");
        feed.Observer.OnCompleted();
        feed.Observer.OnNext("b");
        feed.Observer.OnNext("c");
        feed.Observer.OnError(new InvalidOperationException());
        feed.Observer.OnCompleted();
        _clock.AdvanceBy(TimeSpan.FromSeconds(1));

        Assert.Equal(["a"], seen.Values);
        Assert.True(seen.IsCompleted);
        Assert.Equal(1, feed.Unsubscribed);
        var account = _stage.Snapshot();
        Assert.Equal((3, 1, 2, 0, 0), (account.Received, account.Emitted, account.Removed(RemovalReason.Shutdown), account.Held, account.Imbalance));
        seen.AssertGrammar();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Hands_over_all_results_of_a_batch_before_an_end_that_its_consumer_causes(int batchSize)
    {
        using Subject<string> feed = new();
        RecordingObserver<string> seen = new() { WhileReceiving = _ => feed.OnCompleted() };
        using var subscription = feed.ProcessChannel(_byTwo with { BatchSize = batchSize }, batch => batch.Append("extra"), _faults, _clock, _stage).Subscribe(seen);

        feed.OnNext("a");
        feed.OnNext("b");

        Assert.Equal(batchSize == 1 ? ["a", "extra"] : ["a", "b", "extra"], seen.Values);
        Assert.True(seen.IsCompleted);
        Assert.Equal((0, 0), (_stage.Snapshot().Held, _stage.Snapshot().Imbalance));
        seen.AssertGrammar();
    }

    [Fact]
    public void Unsubscribes_a_consumer_that_throws_on_the_clocks_thread_and_removes_what_it_holds()
    {
        HandSource<string> feed = new();
        FormatException error = new();
        using var subscription = feed.ProcessChannel(_byTwo with { BatchSize = 10 }, Process, _faults, _clock, _stage).Subscribe(_ => throw error);
        feed.Observer.OnNext("a");
        feed.Observer.OnNext("b");

        Assert.Same(error, Assert.Throws<FormatException>(() => _clock.AdvanceBy(TimeSpan.FromSeconds(1))));

        Assert.Equal(1, feed.Unsubscribed);
        var account = _stage.Snapshot();
        Assert.Equal((4, 1, 3), (account.Received, account.Emitted, account.Removed(RemovalReason.Shutdown)));
        Assert.Equal((0, 0), (account.Held, account.Imbalance));

        // What comes while the batch is in process waits, and is removed with the rest.
        IEnumerable<string> Process(IReadOnlyList<string> batch)
        {
            feed.Observer.OnNext("c");
            feed.Observer.OnNext("d");
            return batch;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Unsubscribes_a_consumer_that_throws_while_it_subscribes(int batchSize)
    {
        FormatException error = new();
        HandSource<string> feed = new()
        {
            OnSubscribe = observer =>
            {
                observer.OnNext("a");
                observer.OnNext("b");
                observer.OnNext("c");
            },
        };
        var channel = feed.ProcessChannel(_byTwo with { BatchSize = batchSize }, batch => batch.Concat(batch), _faults, _clock, _stage);

        Assert.Same(error, Assert.Throws<FormatException>(() => channel.Subscribe(_ => throw error)));

        var account = _stage.Snapshot();
        Assert.Equal((1, 0, 0), (account.Emitted, account.Held, account.Imbalance));
        Assert.Throws<FormatException>(() => channel.Subscribe(_ => throw error)); // the stage is free again
    }

    [Fact]
    public void Waits_the_longest_wait_on_timers_of_the_runtime()
    {
        using EventLoopScheduler clock = new();
        HandSource<string> feed = new();
        RecordingObserver<string> seen = new();
        using var subscription = feed.ProcessChannel(_byTwo with { MaxWait = TimeSpan.FromDays(365) }, batch => batch, _faults, clock, _stage).Subscribe(seen);

        feed.Observer.OnNext("a");
        feed.Observer.OnNext("b");

        Assert.Equal(["a", "b"], seen.Values);
    }
}
