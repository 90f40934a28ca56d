using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class LatestByKeyThreadTests
{
    private const int Keys = 50;
    private const int Joins = 2_000;

    private readonly VirtualMarketClock _clock = new();

    [Fact]
    public void Misses_nothing_and_tells_nothing_twice_to_whoever_joins_while_the_source_runs()
    {
        var feed = new Subject<(int Key, int Version)>();
        var stage = new Ledger().Stage("state");
        var state = feed.LatestByKey(x => x.Key, TimeSpan.FromHours(1), _clock, stage, maxBehind: int.MaxValue);
        state.Connect();
        var hasEverybodyJoined = false;
        var sent = 0;
        var source = new Thread(() =>
        {
            while (!Volatile.Read(ref hasEverybodyJoined) || sent % Keys != 0)
            {
                feed.OnNext((sent % Keys, sent));
                sent++;
            }

            feed.OnCompleted();
        });

        source.Start();
        var stayers = new List<RecordingObserver<(int Key, int Version)>>();
        for (var i = 0; i < Joins; i++)
        {
            var observer = new RecordingObserver<(int Key, int Version)>();
            var subscription = state.Subscribe(observer);
            var snapshot = state.Snapshot();
            Assert.All(snapshot.Zip(snapshot.Skip(1)), pair => Assert.Equal(pair.First.Version + 1, pair.Second.Version));
            if (i % (Joins / 5) == 0)
            {
                stayers.Add(observer);
            }
            else
            {
                subscription.Dispose();
                AssertHasNoGaps(observer);
            }
        }

        Volatile.Write(ref hasEverybodyJoined, true);
        source.Join();

        Assert.All(stayers, AssertHasNoGaps);
        Assert.All(stayers, stayer => Assert.Equal((sent - 1, true), (stayer.Values[^1].Version, stayer.IsCompleted)));
        Assert.Equal(Enumerable.Range(sent - Keys, Keys), state.Snapshot().Select(value => value.Version));
        Assert.Equal((sent, sent, 0), (stage.Snapshot().Received, stage.Snapshot().Emitted, stage.Snapshot().Imbalance));
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

        Assert.Equal(0, Allocation.Least(() => SendRounds(100)));

        void SendRounds(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                feed.OnNext("A");
                feed.OnNext("B");
            }
        }
    }

    // The source goes round the keys, so the snapshot holds its last versions one after the other, and the changes carry on from there.
    private static void AssertHasNoGaps(RecordingObserver<(int Key, int Version)> observer)
    {
        observer.AssertGrammar();
        var versions = observer.Values.Select(value => value.Version).ToList();
        Assert.All(versions.Zip(versions.Skip(1)), pair => Assert.Equal(pair.First + 1, pair.Second));
    }
}
