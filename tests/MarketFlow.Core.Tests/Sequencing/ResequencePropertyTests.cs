using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Whatever arrives, and whenever: the output, value by value and tick by tick, is what a plain list of what waits would give.</summary>
public sealed class ResequencePropertyTests
{
    private const int MaxDelay = 5;
    private const int MaxHeld = 4;

    [Fact]
    public void Agrees_with_a_plain_list_of_what_waits() =>
        Prop.ForAll<(byte Key, byte Sequence, byte Gap)[], bool, bool>((given, timersFirst, removesLate) =>
        {
            var (arrivals, late) = (Arrivals(given), removesLate ? LateEvents.Remove : LateEvents.Emit);
            var (feed, clock, stage) = (new Subject<Arrival>(), new VirtualMarketClock(), new Ledger().Stage("resequence"));
            var seen = new RecordingObserver<Arrival>(clock);
            if (!timersFirst)
            {
                arrivals.ForEach(arrival => clock.Schedule(TimeSpan.FromTicks(arrival.At), () => feed.OnNext(arrival)));
            }

            using var subscription = feed.Resequence(x => x.Key, x => x.Sequence, TimeSpan.FromTicks(MaxDelay), MaxHeld, clock, stage, late).Subscribe(seen);
            clock.RunDue();
            foreach (var arrival in timersFirst ? arrivals : [])
            {
                clock.AdvanceTo(VirtualMarketClock.Open.AddTicks(arrival.At));
                feed.OnNext(arrival);
            }

            clock.AdvanceBy(TimeSpan.FromTicks(10_000));
            seen.AssertGrammar();
            return seen.Received.Select(one => (one.Value, (int)(one.At - VirtualMarketClock.Open).Ticks)).SequenceEqual(Model(arrivals, late))
                && stage.Snapshot() is { Imbalance: 0, Held: 0 } account && account.Received == arrivals.Count;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Accounts_for_every_event_at_every_instant_wherever_it_is_disposed() =>
        Prop.ForAll<(byte Key, byte Sequence, byte Gap)[], byte>((given, cut) =>
        {
            var (feed, clock, stage) = (new Subject<Arrival>(), new VirtualMarketClock(), new Ledger().Stage("resequence"));
            var (wasBalanced, sent) = (true, 0);
            var seen = new RecordingObserver<Arrival>(clock) { WhileReceiving = _ => wasBalanced &= stage.Snapshot().Imbalance == 0 };
            var subscription = feed.Resequence(x => x.Key, x => x.Sequence, TimeSpan.FromTicks(MaxDelay), MaxHeld, clock, stage).Subscribe(seen);
            foreach (var arrival in Arrivals(given).Take(cut))
            {
                clock.AdvanceTo(VirtualMarketClock.Open.AddTicks(arrival.At));
                feed.OnNext(arrival);
                sent++;
                wasBalanced &= stage.Snapshot() is { Imbalance: 0, Held: <= MaxHeld } account && account.Received == sent;
            }

            var held = stage.Snapshot().Held;
            subscription.Dispose();
            return wasBalanced && stage.Snapshot() is { Imbalance: 0, Held: 0 } end && end.Removed(RemovalReason.Shutdown) == held
                && end.Emitted == seen.Values.Count;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Never_steps_back_where_late_events_are_removed() =>
        Prop.ForAll<(byte Key, byte Sequence, byte Gap)[]>(given =>
        {
            var (feed, clock, seen) = (new Subject<Arrival>(), new VirtualMarketClock(), new RecordingObserver<Arrival>());
            using var subscription = feed
                .Resequence(x => x.Key, x => x.Sequence, TimeSpan.FromTicks(MaxDelay), MaxHeld, clock, late: LateEvents.Remove).Subscribe(seen);
            foreach (var arrival in Arrivals(given))
            {
                clock.AdvanceTo(VirtualMarketClock.Open.AddTicks(arrival.At));
                feed.OnNext(arrival);
            }

            feed.OnCompleted();
            Laws.OrderKept(seen.Values, x => x.Key, x => x.Sequence);
        }).QuickCheckThrowOnFailure();

    // Goes through time tick by tick, with one list of what waits in order of arrival.
    private static List<(Arrival, int)> Model(List<Arrival> arrivals, LateEvents late)
    {
        var (told, waiting, last) = (new List<(Arrival, int)>(), new List<Arrival>(), new Dictionary<int, int>());
        for (var now = 0; now <= (arrivals.Count == 0 ? 0 : arrivals[^1].At) + MaxDelay; now++)
        {
            while (waiting.Find(one => one.At + MaxDelay == now) is { } due)
            {
                LetGo(due, now);
            }

            foreach (var arrival in arrivals.Where(one => one.At == now))
            {
                if (!last.TryGetValue(arrival.Key, out var before) || arrival.Sequence == before || arrival.Sequence == before + 1)
                {
                    Tell(arrival, now);
                    LetGoInTurn(arrival.Key, now);
                }
                else if (arrival.Sequence > before)
                {
                    waiting.Add(arrival);
                    if (waiting.Count > MaxHeld)
                    {
                        LetGo(waiting[0], now);
                    }
                }
                else if (late == LateEvents.Emit)
                {
                    told.Add((arrival, now));
                }
            }
        }

        return told;

        void Tell(Arrival arrival, int now)
        {
            told.Add((arrival, now));
            last[arrival.Key] = arrival.Sequence;
        }

        void LetGo(Arrival longest, int now)
        {
            foreach (var one in waiting.Where(x => x.Key == longest.Key && x.Sequence <= longest.Sequence).OrderBy(x => x.Sequence).ToList())
            {
                waiting.Remove(one);
                Tell(one, now);
            }

            LetGoInTurn(longest.Key, now);
        }

        void LetGoInTurn(int key, int now)
        {
            while (waiting.Where(x => x.Key == key && x.Sequence <= last[key] + 1).MinBy(x => x.Sequence) is { } next)
            {
                waiting.Remove(next);
                Tell(next, now);
            }
        }
    }

    private static List<Arrival> Arrivals((byte Key, byte Sequence, byte Gap)[] given)
    {
        var at = 0;
        return [.. given.Select((one, number) => new Arrival(number, one.Key % 2, one.Sequence % 9, at += one.Gap % 4))];
    }

    private sealed record Arrival(int Number, int Key, int Sequence, int At);
}
