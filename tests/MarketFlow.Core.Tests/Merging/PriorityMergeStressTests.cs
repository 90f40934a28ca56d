using System.Diagnostics;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Real threads: one producer per lane against one event loop. Bounded by work, not by time.</summary>
public sealed class PriorityMergeStressTests
{
    private const int Producers = 4;
    private const int PerProducer = 100_000;

    [Fact]
    public async Task Loses_nothing_repeats_nothing_and_keeps_the_order_of_each_lane()
    {
        using EventLoopScheduler clock = new();
        Ledger ledger = new();
        RecordingObserver<(int Lane, int Number)> seen = new();
        TaskCompletionSource hasEnded = new();
        var lanes = Enumerable.Range(0, Producers)
            .Select(lane => Produce(lane).InLane(new() { Name = $"{lane}", Capacity = 1_000_000 }, stage: ledger.Stage($"{lane}")))
            .ToList();

        using var subscription = FlowOperators.PriorityMerge(lanes, clock).Finally(hasEnded.SetResult).Subscribe(seen);
        using CancellationTokenSource reading = new();
        var reader = Task.Run(() => ReadLedger(ledger, reading.Token));
        await hasEnded.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await reading.CancelAsync();

        Assert.Equal(0, await reader);
        seen.AssertGrammar();
        Assert.True(seen.IsCompleted);
        Assert.All(seen.Values.GroupBy(item => item.Lane), lane => Assert.Equal(Enumerable.Range(0, PerProducer), lane.Select(item => item.Number)));
        Assert.Equal(Producers * PerProducer, seen.Values.Count);
        Assert.All(ledger.Snapshot().Stages, stage => Assert.Equal((PerProducer, PerProducer, 0, 0), (stage.Received, stage.Emitted, stage.Held, stage.Imbalance)));
    }

    [Fact]
    public async Task Accounts_for_what_small_lanes_lose_under_pressure()
    {
        using EventLoopScheduler clock = new();
        Ledger ledger = new();
        RecordingObserver<(int Lane, int Number)> seen = new();
        TaskCompletionSource hasEnded = new();
        var lanes = Enumerable.Range(0, Producers)
            .Select(lane => Produce(lane).InLane(new() { Name = $"{lane}", Capacity = 64 }, stage: ledger.Stage($"{lane}")).ConflatedBy(item => item.Number % 100))
            .ToList();

        using var subscription = FlowOperators.PriorityMerge(lanes, clock).Finally(hasEnded.SetResult).Subscribe(seen);
        using CancellationTokenSource reading = new();
        var reader = Task.Run(() => ReadLedger(ledger, reading.Token));
        await hasEnded.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await reading.CancelAsync();

        Assert.Equal(0, await reader);
        seen.AssertGrammar();
        var end = ledger.Snapshot();
        Assert.Equal(0, end.Imbalance);
        Assert.Equal(Producers * PerProducer, end.Stages.Sum(stage => stage.Received));
        Assert.Equal(seen.Values.Count, end.Stages.Sum(stage => stage.Emitted));
        Assert.All(seen.Values.GroupBy(item => item.Lane), lane => Assert.Equal(lane.Select(item => item.Number).Order(), lane.Select(item => item.Number)));
    }

    /// <summary>Each event comes while the merge is about to sleep: a few microseconds after the one before was delivered.</summary>
    [Fact]
    public void Wakes_for_every_event_whenever_it_comes()
    {
        const int Rounds = 5_000;
        using EventLoopScheduler clock = new();
        using Subject<int> feed = new();
        var seen = 0;
        var lanes = Enumerable.Range(0, 8).Select(lane => (lane == 0 ? feed : Observable.Never<int>()).InLane(new() { Name = $"{lane}", Capacity = 10 })).ToList();
        using var subscription = FlowOperators.PriorityMerge(lanes, clock).Subscribe(number => Volatile.Write(ref seen, number));
        Random random = new(1);
        var started = Stopwatch.GetTimestamp();

        for (var round = 1; round <= Rounds; round++)
        {
            feed.OnNext(round);
            while (Volatile.Read(ref seen) != round)
            {
                Thread.Yield();
                Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1), $"Event {round} was not delivered.");
            }

            Thread.SpinWait(random.Next(300));
        }
    }

    private static IObservable<(int Lane, int Number)> Produce(int lane) =>
        Observable.Create<(int Lane, int Number)>(observer =>
        {
            Thread thread = new(() =>
            {
                for (var number = 0; number < PerProducer; number++)
                {
                    observer.OnNext((lane, number));
                }

                observer.OnCompleted();
            });
            thread.Start();
            return () => { };
        });

    private static long ReadLedger(Ledger ledger, CancellationToken until)
    {
        long worst = 0;
        while (!until.IsCancellationRequested)
        {
            worst = Math.Max(worst, ledger.Snapshot().Imbalance);
        }

        return worst;
    }
}
