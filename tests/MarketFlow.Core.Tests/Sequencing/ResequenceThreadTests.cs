using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class ResequenceThreadTests
{
    private static readonly TimeSpan _maxDelay = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Loses_nothing_and_invents_nothing_whatever_the_threads_do()
    {
        using var clock = new EventLoopScheduler();
        var feed = new Subject<(int Key, int Sequence)>();
        var stage = new Ledger().Stage("resequence");
        var wasBalanced = true;
        var seen = new RecordingObserver<(int Key, int Sequence)> { WhileReceiving = _ => wasBalanced &= stage.Snapshot().Imbalance == 0 };
        using var subscription = feed.Resequence(x => x.Key, x => x.Sequence, _maxDelay, maxHeld: 1_000, clock, stage, maxWaiting: 1_000_000).Subscribe(seen);

        // Every seventh of a key comes five places late, every eleventh never: so its followers wait for the clock.
        var sent = new List<(int, int)>();
        for (var i = 0; i < 100_000; i++)
        {
            var sequence = i % 7 == 0 ? i - 5 : i;
            if (sequence % 11 != 0)
            {
                sent.Add((i % 10, sequence));
                feed.OnNext(sent[^1]);
            }
        }

        feed.OnCompleted();
        SpinWait.SpinUntil(() => seen.IsCompleted); // the clock's thread may be the one that is delivering

        Assert.True(wasBalanced);
        seen.AssertGrammar();
        Laws.SameMultiset(sent, seen.Values);
        var account = stage.Snapshot();
        Assert.Equal((sent.Count, sent.Count, 0, 0), (account.Received, account.Emitted, account.Held, account.Imbalance));
    }

    [Fact]
    public void Lets_the_source_run_and_bounds_what_waits_while_the_consumer_is_busy_on_the_clocks_thread()
    {
        using var isBusy = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        var feed = new Subject<int>();
        var clock = new VirtualMarketClock();
        var stage = new Ledger().Stage("resequence");
        var seen = new RecordingObserver<int> { WhileReceiving = Wait };
        using var subscription = feed.Resequence(_ => 0, x => x, _maxDelay, maxHeld: 10, clock, stage, maxWaiting: 5).Subscribe(seen);
        feed.OnNext(1);
        feed.OnNext(3);
        var timer = new Thread(() => clock.AdvanceBy(_maxDelay));
        timer.Start(); // lets 3 go, and the consumer does not return from it

        isBusy.Wait();
        for (var sequence = 4; sequence < 20; sequence++)
        {
            feed.OnNext(sequence); // would never return if it waited for the consumer
        }

        var held = stage.Snapshot();
        mayGoOn.Set();
        timer.Join();

        Assert.Equal((5, 11, 0), (held.Held, held.Removed(RemovalReason.Overflow), held.Imbalance));
        Assert.Equal([1, 3, 4, 5, 6, 7, 8], seen.Values);
        Assert.Equal(0, stage.Snapshot().Imbalance);
        seen.AssertGrammar();

        void Wait(int sequence)
        {
            if (sequence == 3)
            {
                isBusy.Set();
                mayGoOn.Wait();
            }
        }
    }

    [Fact]
    public void Allocates_nothing_of_its_own_per_event()
    {
        var feed = new Subject<long>();
        var clock = new VirtualMarketClock();
        using var subscription = feed.Resequence(x => x & 1, x => x >> 1, TimeSpan.FromDays(1), maxHeld: 100, clock).Subscribe(new NullObserver());
        var sequence = 0L;

        Assert.Equal(0, Allocation.Least(() => SendRounds(100)));

        void SendRounds(int rounds)
        {
            for (var round = 0; round < rounds; round++, sequence += 8)
            {
                foreach (var place in (ReadOnlySpan<int>)[0, 6, 4, 2, 1, 3, 7, 5])
                {
                    feed.OnNext(sequence + place);
                }
            }
        }
    }

    private sealed class NullObserver : IObserver<long>
    {
        public void OnNext(long value)
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
