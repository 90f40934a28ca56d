using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using static MarketFlow.Tests.WaitingOperators;

namespace MarketFlow.Tests;

/// <summary>Real threads and timers: whatever their order, what is held goes out without another event.</summary>
public sealed class WakeUpStressTests
{
    [Theory]
    [MemberData(nameof(Names), MemberType = typeof(WaitingOperators))]
    public void Never_forgets_what_waits(string name)
    {
        using EventLoopScheduler clock = new();
        for (var round = 0; round < 300; round++)
        {
            using SemaphoreSlim delivered = new(0);
            using Subject<int> feed = new();
            var stage = new Ledger().Stage("waiting");
            using var subscription = All[name].Apply(feed, TimeSpan.FromMicroseconds(1 + (round % 50 * 20)), clock, stage).Subscribe(_ => delivered.Release());
            foreach (var number in All[name].AtOnce.Concat(All[name].Held))
            {
                feed.OnNext(number);
                Thread.SpinWait(round * 7 % 400); // the timer of one event meets the next
            }

            for (var i = 0; i <= All[name].AtOnce.Length; i++)
            {
                Assert.True(delivered.Wait(TimeSpan.FromSeconds(30)), $"Round {round}: {i} were delivered.");
            }

            Assert.Equal((0, 0), (stage.Snapshot().Held, stage.Snapshot().Imbalance));
        }
    }

    /// <summary>Both threads deliver, arm and are woken all the time; at the end nothing more is sent, and all is out.</summary>
    [Fact]
    public void Empties_itself_when_the_source_falls_quiet()
    {
        const int Keys = 20;
        using EventLoopScheduler clock = new();
        for (var round = 0; round < 30; round++)
        {
            using Subject<(int Key, int Version)> feed = new();
            using SemaphoreSlim delivered = new(0);
            var stage = new Ledger().Stage("conflate");
            var latest = new int[Keys];
            using var subscription = feed.Conflate(x => x.Key, TimeSpan.FromMicroseconds(100), clock, stage).Subscribe(x =>
            {
                latest[x.Key] = x.Version;
                delivered.Release();
            });

            for (var version = 1; version <= 200; version++)
            {
                for (var key = 0; key < Keys; key++)
                {
                    feed.OnNext((key, version));
                }
            }

            while (stage.Snapshot().Held > 0 || latest.Any(version => version != 200))
            {
                Assert.True(delivered.Wait(TimeSpan.FromSeconds(30)), $"Round {round}: {stage.Snapshot().Held} are held.");
            }
        }
    }
}
