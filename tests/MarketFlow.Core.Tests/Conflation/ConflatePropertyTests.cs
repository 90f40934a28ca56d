using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Whatever arrives, and whenever: the output, value by value and tick by tick, is what a plain list of keys would let through.</summary>
public sealed class ConflatePropertyTests
{
    private const int Interval = 7;

    [Fact]
    public void Agrees_with_a_plain_list_where_timers_run_before_arrivals() =>
        Prop.ForAll<(byte Key, byte Gap)[], bool>((arrivals, completes) =>
        {
            var feed = new Subject<(byte Key, int Number)>();
            var clock = new VirtualMarketClock();
            var seen = Subscribe(feed, clock, out var stage);
            var number = 0;
            foreach (var (key, gap) in arrivals)
            {
                clock.AdvanceBy(TimeSpan.FromTicks(gap % 10));
                feed.OnNext((Key(key), number++));
            }

            var end = completes ? Ticks(clock) : int.MaxValue;
            if (completes)
            {
                feed.OnCompleted();
            }

            clock.AdvanceBy(TimeSpan.FromTicks(10 * Interval));
            return Told(seen).SequenceEqual(Model(arrivals, end)) && IsBalanced(stage, held: 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Agrees_with_a_plain_list_where_arrivals_run_before_timers() =>
        Prop.ForAll<(byte Key, byte Gap)[]>(arrivals =>
        {
            var feed = new Subject<(byte Key, int Number)>();
            var clock = new VirtualMarketClock();
            var at = 0;
            for (var i = 0; i < arrivals.Length; i++)
            {
                var arrival = (Key(arrivals[i].Key), i);
                at += arrivals[i].Gap % 10;
                clock.Schedule(TimeSpan.FromTicks(at), () => feed.OnNext(arrival));
            }

            var seen = Subscribe(feed, clock, out var stage);
            clock.RunDue();
            clock.AdvanceBy(TimeSpan.FromTicks(at + (10 * Interval)));
            return Told(seen).SequenceEqual(Model(arrivals, end: int.MaxValue)) && IsBalanced(stage, held: 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Accounts_for_every_event_at_every_instant_wherever_it_is_disposed() =>
        Prop.ForAll<(byte Key, byte Gap)[], byte>((arrivals, cut) =>
        {
            var feed = new Subject<(byte Key, int Number)>();
            var clock = new VirtualMarketClock();
            var stage = new Ledger().Stage("conflate");
            var wasBalanced = true;
            var seen = new RecordingObserver<(byte, int)>(clock) { WhileReceiving = _ => wasBalanced &= stage.Snapshot().Imbalance == 0 };
            var subscription = feed.Conflate(x => x.Key, TimeSpan.FromTicks(Interval), clock, stage).Subscribe(seen);
            var sent = 0;
            foreach (var (key, gap) in arrivals.Take(cut))
            {
                clock.AdvanceBy(TimeSpan.FromTicks(gap % 10));
                feed.OnNext((Key(key), sent++));
                wasBalanced &= stage.Snapshot() is { Imbalance: 0, Received: var received } && received == sent;
            }

            var held = stage.Snapshot().Held;
            subscription.Dispose();
            return wasBalanced && IsBalanced(stage, held: 0) && stage.Snapshot().Removed(RemovalReason.Shutdown) == held
                && stage.Snapshot().Emitted == seen.Values.Count;
        }).QuickCheckThrowOnFailure();

    private static RecordingObserver<(byte Key, int Number)> Subscribe(IObservable<(byte Key, int Number)> feed, IScheduler clock, out LedgerStage stage)
    {
        stage = new Ledger().Stage("conflate");
        var seen = new RecordingObserver<(byte Key, int Number)>(clock);
        feed.Conflate(x => x.Key, TimeSpan.FromTicks(Interval), clock, stage).Subscribe(seen);
        return seen;
    }

    // Goes through time tick by tick. A key is either free, or busy until a tick; what is busy may have one event waiting.
    private static List<(int Number, int At)> Model((byte Key, byte Gap)[] arrivals, int end)
    {
        var told = new List<(int, int)>();
        var busyUntil = new Dictionary<byte, int>();
        var waiting = new List<(byte Key, int Number)>(); // in the order in which their keys began to wait
        var times = arrivals.Select((arrival, i) => (Key: Key(arrival.Key), Number: i, At: arrivals.Take(i + 1).Sum(a => a.Gap % 10))).ToList();
        var lastTick = Math.Min(end, (times.Count == 0 ? 0 : times[^1].At) + (2 * Interval));
        for (var now = 0; now <= lastTick; now++)
        {
            foreach (var due in waiting.Where(w => busyUntil[w.Key] == now).ToList())
            {
                Tell(due);
                waiting.Remove(due);
            }

            foreach (var (key, number, _) in times.Where(time => time.At == now))
            {
                if (busyUntil.GetValueOrDefault(key) <= now)
                {
                    Tell((key, number));
                }
                else if (waiting.FindIndex(w => w.Key == key) is >= 0 and var index)
                {
                    waiting[index] = (key, number);
                }
                else
                {
                    waiting.Add((key, number));
                }
            }

            void Tell((byte Key, int Number) arrival)
            {
                told.Add((arrival.Number, now));
                busyUntil[arrival.Key] = now + Interval;
            }
        }

        told.AddRange(waiting.OrderBy(w => busyUntil[w.Key]).Select(w => (w.Number, end)));
        return told;
    }

    private static byte Key(byte key) => (byte)(key % 4);

    private static int Ticks(VirtualMarketClock clock) => (int)(clock.Now - VirtualMarketClock.Open).Ticks;

    private static IEnumerable<(int, int)> Told(RecordingObserver<(byte Key, int Number)> seen)
    {
        seen.AssertGrammar();
        return seen.Received.Select(one => (one.Value.Number, (int)(one.At - VirtualMarketClock.Open).Ticks));
    }

    private static bool IsBalanced(LedgerStage stage, long held) => stage.Snapshot() is { Imbalance: 0 } account && account.Held == held;
}
