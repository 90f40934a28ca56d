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

    /// <summary>The next turn, on another thread, is in the midst of a delivery when the one that scheduled it gets on and ends.</summary>
    [Fact]
    public void Touches_nothing_once_the_next_turn_may_run()
    {
        using OverlappingScheduler clock = new();
        var feed = FeedUpTo(5_000);
        RecordingObserver<int> seen = new();
        using var subscription = FlowOperators.PriorityMerge([Lane()], clock).Subscribe(value =>
        {
            seen.OnNext(value);
            feed(value);
            if (value == 1_024) // the first event of the second turn
            {
                clock.IsBusy.Set();
                clock.HasEnded.Wait();
            }
        });
        clock.Await();

        _feed.OnNext(0);
        clock.Await();

        seen.AssertGrammar();
        Assert.Equal(Enumerable.Range(0, 5_000), seen.Values);
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

    /// <summary>Runs each piece of work on a thread of its own. Scheduling the third one returns only when that one is busy.</summary>
    private sealed class OverlappingScheduler : NowScheduler, IDisposable
    {
        private readonly List<Thread> _threads = [];

        public ManualResetEventSlim IsBusy { get; } = new();

        /// <summary>Set when the second piece of work has ended.</summary>
        public ManualResetEventSlim HasEnded { get; } = new();

        public override IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action)
        {
            int number;
            lock (_threads)
            {
                number = _threads.Count;
                _threads.Add(new(() =>
                {
                    action(this, state);
                    if (number == 1)
                    {
                        HasEnded.Set();
                    }
                }));
                _threads[number].Start();
            }

            if (number == 2)
            {
                IsBusy.Wait();
            }

            return Disposable.Empty;
        }

        /// <summary>Waits until all work has ended, and what that scheduled.</summary>
        public void Await()
        {
            for (var i = 0; ThreadAt(i) is { } thread; i++)
            {
                thread.Join();
            }
        }

        public void Dispose()
        {
            IsBusy.Dispose();
            HasEnded.Dispose();
        }

        private Thread? ThreadAt(int index)
        {
            lock (_threads)
            {
                return index < _threads.Count ? _threads[index] : null;
            }
        }
    }

    private sealed class TwiceScheduler(IScheduler inner) : NowScheduler
    {
        public override IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
            StableCompositeDisposable.Create(inner.Schedule(state, action), inner.Schedule(state, action));
    }
}
