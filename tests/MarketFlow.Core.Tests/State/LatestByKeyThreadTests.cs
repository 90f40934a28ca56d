using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class LatestByKeyThreadTests
{
    private const int Keys = 50;
    private const int Events = 100_000;

    private readonly VirtualMarketClock _clock = new();

    [Fact]
    public void Misses_nothing_and_tells_nothing_twice_to_whoever_joins_while_the_source_runs()
    {
        var feed = new Subject<(int Key, int Version)>();
        var stage = new Ledger().Stage("state");
        var state = feed.LatestByKey(x => x.Key, TimeSpan.FromHours(1), _clock, stage, maxBehind: Events);
        state.Connect();
        var observers = new List<RecordingObserver<(int Key, int Version)>>();
        var source = new Thread(() =>
        {
            for (var version = 0; version < Events; version++)
            {
                feed.OnNext((version % Keys, version));
            }

            feed.OnCompleted();
        });

        source.Start();
        for (var i = 0; i < 20; i++)
        {
            var observer = new RecordingObserver<(int Key, int Version)>();
            observers.Add(observer);
            var subscription = state.Subscribe(observer);
            if (i % 4 == 3)
            {
                subscription.Dispose(); // some leave at once, in the middle of it all
                observers.Remove(observer);
            }

            var snapshot = state.Snapshot();
            Assert.All(snapshot.Zip(snapshot.Skip(1)), pair => Assert.True(pair.First.Version < pair.Second.Version));
        }

        source.Join();
        Assert.All(observers, AssertIsWhole);
        Assert.Equal(Enumerable.Range(Events - Keys, Keys), state.Snapshot().Select(value => value.Version));
        Assert.Equal((Events, Events, 0), (stage.Snapshot().Received, stage.Snapshot().Emitted, stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Lets_the_source_run_while_an_observer_is_busy_with_its_snapshot()
    {
        using var isBusy = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        var feed = new Subject<(int Key, int Version)>();
        var state = feed.LatestByKey(x => x.Key, TimeSpan.FromHours(1), _clock);
        state.Connect();
        feed.OnNext((0, 0));
        var seen = new RecordingObserver<(int Key, int Version)> { WhileReceiving = value => Wait(value.Version) };
        var joiner = new Thread(() => state.Subscribe(seen));
        joiner.Start();
        isBusy.Wait();

        for (var version = 1; version < 100; version++)
        {
            feed.OnNext((version % 2, version)); // would never return if it waited for the observer
        }

        Assert.Equal([98, 99], state.Snapshot().Select(value => value.Version));
        mayGoOn.Set();
        joiner.Join();

        Assert.Equal(Enumerable.Range(0, 100), seen.Values.Select(value => value.Version));
        seen.AssertGrammar();

        void Wait(int version)
        {
            if (version == 0)
            {
                isBusy.Set();
                mayGoOn.Wait();
            }
        }
    }

    [Fact]
    public void Calls_the_filter_of_a_snapshot_without_a_lock()
    {
        var feed = new Subject<(int Key, int Version)>();
        var state = feed.LatestByKey(x => x.Key, TimeSpan.FromHours(1), _clock);
        state.Connect();
        feed.OnNext((0, 0));

        var snapshot = state.Snapshot(_ =>
        {
            var source = new Thread(() => feed.OnNext((0, 1)));
            source.Start();
            source.Join(); // would never return if the lock were held
            return true;
        });

        Assert.Equal([(0, 0)], snapshot);
        Assert.Equal([(0, 1)], state.Snapshot());
    }

    [Fact]
    public void Allocates_nothing_of_its_own_per_event()
    {
        var feed = new Subject<string>();
        var state = feed.LatestByKey(x => x, TimeSpan.FromHours(1), _clock);
        using var connection = state.Connect();
        using var subscription = state.Subscribe(_ => { });
        SendRounds(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        SendRounds(1_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void SendRounds(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                feed.OnNext("A");
                feed.OnNext("B");
            }
        }
    }

    // The snapshot holds each key once; after it the versions are those of the source, without a gap, up to the last.
    private static void AssertIsWhole(RecordingObserver<(int Key, int Version)> observer)
    {
        observer.AssertGrammar();
        Assert.True(observer.IsCompleted);
        var versions = observer.Values.Select(value => value.Version).ToList();
        Assert.All(versions.Zip(versions.Skip(1)), pair => Assert.Equal(pair.First + 1, pair.Second));
        Assert.Equal(Events - 1, versions[^1]);
    }
}
