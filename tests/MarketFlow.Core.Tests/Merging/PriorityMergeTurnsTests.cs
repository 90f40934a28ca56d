using System.Diagnostics;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Schedulers that run work on several threads, at once, twice or inline.</summary>
public sealed class PriorityMergeTurnsTests : IDisposable
{
    private readonly Subject<int> _feed = new();
    private readonly LedgerStage _stage = new Ledger().Stage("lane");

    public static TheoryData<string> Concurrent => ["tasks", "threads", "pool"];

    [Theory]
    [MemberData(nameof(Concurrent))]
    public async Task Keeps_order_and_repeats_nothing_on_a_scheduler_with_several_threads(string name)
    {
        const int PerLane = 20_000;
        IScheduler clock = name switch
        {
            "tasks" => TaskPoolScheduler.Default,
            "threads" => NewThreadScheduler.Default,
            _ => ThreadPoolScheduler.Instance,
        };
        TaskCompletionSource hasEnded = new();
        RecordingObserver<(int Lane, int Number)> seen = new();
        Subject<(int, int)>[] feeds = [new(), new()];
        Ledger ledger = new();
        var lanes = feeds.Select((feed, lane) => feed.InLane(new() { Name = $"{lane}", Capacity = 1_000_000 }, stage: ledger.Stage($"{lane}"))).ToList();
        using var subscription = FlowOperators.PriorityMerge(lanes, clock, maxBurst: 3)
            .Subscribe(new EndingObserver<(int, int)>(seen, hasEnded.SetResult));

        await Task.WhenAll(feeds.Select((feed, lane) => Task.Run(() =>
        {
            for (var number = 0; number < PerLane; number++)
            {
                feed.OnNext((lane, number));
                Thread.SpinWait(number % 50 == 0 ? 400 : 1);
            }

            feed.OnCompleted();
        })));
        await hasEnded.Task.WaitAsync(TimeSpan.FromMinutes(1));

        seen.AssertGrammar();
        Assert.True(seen.IsCompleted);
        Assert.Equal(2 * PerLane, seen.Values.Count);
        Assert.All(seen.Values.GroupBy(item => item.Lane), items => Assert.Equal(Enumerable.Range(0, PerLane), items.Select(item => item.Number)));
        Assert.All(ledger.Snapshot().Stages, stage => Assert.Equal((PerLane, 0, 0), (stage.Emitted, stage.Held, stage.Imbalance)));
    }

    /// <summary>The next turn runs to its end, on another thread, before the one that scheduled it gets on.</summary>
    [Fact]
    public void Touches_nothing_once_the_next_turn_may_run()
    {
        RecordingObserver<int> seen = new() { WhileReceiving = FeedUpTo(5_000) };
        using Subject<int> low = new();
        using var subscription = FlowOperators.PriorityMerge(
            [Lane(), low.InLane(new() { Name = "low", Capacity = 1_000 })], new AnotherThreadScheduler(times: 1)).Subscribe(seen);

        for (var number = 10_000; number < 10_100; number++)
        {
            low.OnNext(number);
        }

        _feed.OnNext(0);

        seen.AssertGrammar();
        Assert.Equal(Enumerable.Range(0, 5_000), seen.Values.Where(value => value < 10_000));
        Assert.Equal(Enumerable.Range(10_000, 100), seen.Values.Where(value => value >= 10_000));
        Assert.Equal((5_000, 0, 0), (_stage.Snapshot().Emitted, _stage.Snapshot().Held, _stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Fails_where_the_scheduler_runs_the_same_work_twice_at_once()
    {
        RecordingObserver<int> seen = new() { WhileReceiving = FeedUpTo(3_000) };
        using var subscription = FlowOperators.PriorityMerge([Lane()], new AnotherThreadScheduler(times: 2)).Subscribe(seen);

        _feed.OnNext(0);

        AssertFailed(seen, nameof(AnotherThreadScheduler));
    }

    [Fact]
    public void Fails_where_the_scheduler_runs_the_same_work_twice_one_after_the_other()
    {
        VirtualMarketClock clock = new();
        RecordingObserver<int> seen = new();
        using var subscription = FlowOperators.PriorityMerge([Lane()], new TwiceScheduler(clock)).Subscribe(seen);

        for (var number = 0; number < 2_000; number++)
        {
            _feed.OnNext(number);
        }

        clock.RunDue();

        AssertFailed(seen, nameof(TwiceScheduler));
        Assert.Equal(Enumerable.Range(0, 2_000), seen.Values);
    }

    [Fact]
    public void Uses_no_more_stack_from_turn_to_turn_where_the_scheduler_runs_work_inline()
    {
        List<int> depths = [];
        var feed = FeedUpTo(10_000);
        RecordingObserver<int> seen = new()
        {
            WhileReceiving = value =>
            {
                if (value % 1_000 == 0)
                {
                    depths.Add(new StackTrace(fNeedFileInfo: false).FrameCount);
                }

                feed(value);
            },
        };
        using var subscription = FlowOperators.PriorityMerge([Lane()], ImmediateScheduler.Instance).Subscribe(seen);

        _feed.OnNext(0);

        seen.AssertGrammar();
        Assert.Equal(Enumerable.Range(0, 10_000), seen.Values);
        Assert.InRange(depths.Max() - depths.Min(), 0, 5);
    }

    [Fact]
    public void Closes_its_lanes_and_throws_to_the_producer_where_the_scheduler_takes_no_work()
    {
        EventLoopScheduler clock = new();
        using var subscription = FlowOperators.PriorityMerge([Lane()], clock).Subscribe(new RecordingObserver<int>());
        SpinWait.SpinUntil(() => !IsBusy(clock), TimeSpan.FromSeconds(10));
        clock.Dispose();

        Assert.Throws<ObjectDisposedException>(() => _feed.OnNext(1));

        Assert.False(_feed.HasObservers);
        Assert.Equal((1, 1, 0), (_stage.Snapshot().Received, _stage.Snapshot().Removed(RemovalReason.Shutdown), _stage.Snapshot().Imbalance));
    }

    public void Dispose() => _feed.Dispose();

    // What was scheduled before has run once this has.
    private static bool IsBusy(EventLoopScheduler clock)
    {
        using ManualResetEventSlim hasRun = new();
        clock.Schedule(hasRun.Set);
        hasRun.Wait();
        return false;
    }

    private Lane<int> Lane() => _feed.InLane(new() { Name = "tick", Capacity = 100_000 }, stage: _stage);

    private Action<int> FeedUpTo(int count)
    {
        var next = 1;
        return value =>
        {
            for (var i = 0; i < 2 && next < count && value < 10_000; i++)
            {
                _feed.OnNext(next++);
            }
        };
    }

    private void AssertFailed(RecordingObserver<int> seen, string scheduler)
    {
        seen.AssertGrammar();
        Assert.Equal(
            $"The scheduler {scheduler} ran the same work twice. PriorityMerge needs a scheduler that runs each piece of work once.",
            Assert.IsType<InvalidOperationException>(seen.Error).Message);
        Assert.Equal(Enumerable.Range(0, seen.Values.Count), seen.Values);
        Assert.False(_feed.HasObservers);
        Assert.Equal((seen.Values.Count, 0, 0), (_stage.Snapshot().Emitted, _stage.Snapshot().Held, _stage.Snapshot().Imbalance));
    }

    private sealed class EndingObserver<T>(IObserver<T> observer, Action ended) : IObserver<T>
    {
        public void OnNext(T value) => observer.OnNext(value);

        public void OnError(Exception error)
        {
            observer.OnError(error);
            ended();
        }

        public void OnCompleted()
        {
            observer.OnCompleted();
            ended();
        }
    }

    private abstract class NowScheduler : IScheduler
    {
        public DateTimeOffset Now => VirtualMarketClock.Open;

        public abstract IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action);

        public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) => Schedule(state, action);

        public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) => Schedule(state, action);
    }

    private sealed class AnotherThreadScheduler(int times) : NowScheduler
    {
        public override IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action)
        {
            var threads = Enumerable.Range(0, times).Select(_ => new Thread(() => action(this, state))).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            return Disposable.Empty;
        }
    }

    private sealed class TwiceScheduler(IScheduler inner) : NowScheduler
    {
        public override IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
            StableCompositeDisposable.Create(inner.Schedule(state, action), inner.Schedule(state, action));
    }
}
