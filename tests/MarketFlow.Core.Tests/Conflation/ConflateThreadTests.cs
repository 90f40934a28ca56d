using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class ConflateThreadTests
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Holds_what_comes_and_falls_due_while_the_consumer_is_busy_on_the_other_thread()
    {
        using var isBusy = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        var feed = new Subject<(int Key, int Version)>();
        var clock = new VirtualMarketClock();
        var stage = new Ledger().Stage("conflate");
        var seen = new RecordingObserver<(int Key, int Version)> { WhileReceiving = value => Wait(value.Version) };
        using var subscription = feed.Conflate(x => x.Key, _interval, clock, stage).Subscribe(seen);
        feed.OnNext((0, 0));
        feed.OnNext((0, 1));
        var timer = new Thread(() => clock.AdvanceBy(_interval));
        timer.Start(); // lets (0, 1) go, and the consumer does not return from it

        isBusy.Wait();
        for (var version = 2; version < 1_000; version++)
        {
            feed.OnNext((version % 10, version));
        }

        var held = stage.Snapshot().Held;
        mayGoOn.Set();
        timer.Join();
        feed.OnCompleted();

        Assert.Equal(10, held);
        Assert.Equal([(0, 0), (0, 1), .. Enumerable.Range(992, 8).Select(v => (v % 10, v)), (1, 991), (0, 990)], seen.Values);
        Assert.Equal(0, stage.Snapshot().Imbalance);
        seen.AssertGrammar();

        void Wait(int version)
        {
            if (version == 1)
            {
                isBusy.Set();
                mayGoOn.Wait();
            }
        }
    }

    [Fact]
    public void Ends_with_the_newest_of_every_key_whatever_the_threads_do()
    {
        using var clock = new EventLoopScheduler();
        using var hasEnded = new ManualResetEventSlim();
        var feed = new Subject<(int Key, int Version)>();
        var stage = new Ledger().Stage("conflate");
        var wasBalanced = true;
        var seen = new RecordingObserver<(int Key, int Version)> { WhileReceiving = _ => wasBalanced &= stage.Snapshot().Imbalance == 0 };
        using var subscription = feed.Conflate(x => x.Key, _interval, clock, stage).Subscribe(seen);

        for (var version = 0; version < 100_000; version++)
        {
            feed.OnNext((version % 50, version));
        }

        feed.OnCompleted();
        SpinWait.SpinUntil(() => seen.IsCompleted); // the clock's thread may be the one that is delivering

        Assert.True(wasBalanced);
        seen.AssertGrammar();
        foreach (var key in seen.Values.GroupBy(value => value.Key))
        {
            Assert.Equal(99_950 + key.Key, key.Last().Version);
            Assert.All(key.Zip(key.Skip(1)), pair => Assert.True(pair.First.Version < pair.Second.Version));
        }

        var account = stage.Snapshot();
        Assert.Equal((100_000, 0, 0), (account.Received, account.Held, account.Imbalance));
        Assert.Equal(seen.Values.Count, account.Emitted);
    }

    [Fact]
    public void Has_one_timer_at_a_time()
    {
        var feed = new Subject<(int Key, int Version)>();
        var clock = new TimerCountingClock();
        using var subscription = feed.Conflate(x => x.Key, _interval, clock).Subscribe(_ => { });
        Assert.Equal(0, clock.Pending);

        for (var version = 0; version < 300; version++)
        {
            feed.OnNext((version * 7 % 30, version));
            clock.AdvanceBy(_interval / 20);
            Assert.InRange(clock.Pending, 0, 1);
        }

        clock.AdvanceBy(_interval * 2);
        Assert.Equal(0, clock.Pending);
    }

    [Fact]
    public void Leaves_no_timer_behind()
    {
        var feed = new Subject<(int Key, int Version)>();
        var clock = new TimerCountingClock();
        var subscription = feed.Conflate(x => x.Key, _interval, clock).Subscribe(_ => { });
        feed.OnNext((0, 0));
        feed.OnNext((0, 1));
        Assert.Equal(1, clock.Pending);

        subscription.Dispose();

        Assert.Equal(0, clock.Pending);
    }

    [Fact]
    public void Waits_on_where_a_timer_fires_too_early()
    {
        var feed = new Subject<(int Key, int Version)>();
        var clock = new TimerCountingClock { FirstTimerIsEarlyBy = _interval / 2 };
        var seen = new RecordingObserver<(int Key, int Version)>(clock);
        using var subscription = feed.Conflate(x => x.Key, _interval, clock).Subscribe(seen);
        feed.OnNext((0, 0));
        var start = clock.Now;
        feed.OnNext((0, 1));

        clock.AdvanceBy(_interval * 2);

        Assert.Equal([((0, 0), start), ((0, 1), start + _interval)], seen.Received.Select(one => (one.Value, one.At)));
    }

    [Fact]
    public void Allocates_nothing_of_its_own_per_event()
    {
        var feed = new Subject<string>();
        var clock = new VirtualMarketClock();
        using var subscription = feed.Conflate(x => x, _interval, clock).Subscribe(new NullObserver());

        Assert.Equal(0, Allocation.Least(() => SendRounds(100)));

        // Sleeping moves the clock past each interval without a timer: a timer's own allocation belongs to the clock.
        void SendRounds(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                feed.OnNext("A");
                feed.OnNext("B");
                clock.Sleep(_interval);
            }
        }
    }

    private sealed class NullObserver : IObserver<string>
    {
        public void OnNext(string value)
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}
