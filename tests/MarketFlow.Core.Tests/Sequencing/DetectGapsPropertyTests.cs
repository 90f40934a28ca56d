using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class DetectGapsPropertyTests
{
    private const int MaxDelay = 5;

    /// <summary>Whatever arrives, and whenever: told is, tick by tick, what a list of all that came shows to be missing.</summary>
    [Fact]
    public void Agrees_with_a_plain_list_of_what_came() =>
        Prop.ForAll<(byte Key, byte Sequence, byte Gap)[], bool>((given, waits) =>
        {
            var (arrivals, maxDelay) = (Arrivals(given), waits ? MaxDelay : 0);
            var (feed, clock) = (new Subject<Arrival>(), new VirtualMarketClock());
            var seen = new RecordingObserver<Gap<int>>(clock);
            using var subscription = Subscribe(feed, clock, maxDelay, maxOpen: 64, seen);
            Play(arrivals, feed, clock);
            clock.AdvanceBy(TimeSpan.FromTicks(MaxDelay));

            seen.AssertGrammar();
            return seen.Values.Select(Text).SequenceEqual(Model(arrivals, maxDelay));
        }).QuickCheckThrowOnFailure();

    /// <summary>Whatever is lost of a count, copied and put in disorder, and however little may be remembered: no loss goes untold.</summary>
    [Fact]
    public void Covers_every_loss_however_little_it_may_remember() =>
        Prop.ForAll<(bool IsLost, byte Delay, bool IsCopied)[], byte, byte>((sent, maxOpen, maxDelay) =>
        {
            var (feed, clock, seen) = (new Subject<Arrival>(), new VirtualMarketClock(), new RecordingObserver<Gap<int>>());
            using var subscription = Subscribe(feed, clock, maxDelay % 4, 1 + (maxOpen % 3), seen);
            var came = sent.Select((one, i) => (one, Arrival: new Arrival(0, i, i + (one.Delay % 6)))).Where(x => !x.one.IsLost)
                .SelectMany(x => Enumerable.Repeat(x.Arrival, x.one.IsCopied ? 2 : 1)).OrderBy(x => x.At).ToList();
            Play(came, feed, clock);
            feed.OnCompleted();

            var first = came.Count == 0 ? 0 : came[0].Sequence;
            var last = came.Count == 0 ? 0 : came.Max(x => x.Sequence);
            var lost = Enumerable.Range(0, sent.Length).Where(i => sent[i].IsLost && i > first && i < last);
            return lost.All(i => seen.Values.Any(gap => gap.First <= i && i <= gap.Last && !IsClosed(gap, seen)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Tells_the_same_and_keeps_the_grammar_whatever_the_threads_do()
    {
        using var clock = new EventLoopScheduler();
        var (feed, seen) = (new Subject<Arrival>(), new RecordingObserver<Gap<int>>());
        using var subscription = feed.DetectGaps(x => x.Key, x => x.Sequence, clock, maxDelay: TimeSpan.FromMilliseconds(1)).Subscribe(seen);

        for (var i = 0; i < 100_000; i++)
        {
            if (i % 100 != 50 && i % 100 != 51)
            {
                feed.OnNext(new(i % 100 < 90 ? 0 : 1, i, 0));
            }
        }

        feed.OnCompleted();
        SpinWait.SpinUntil(() => seen.IsCompleted);

        seen.AssertGrammar();
        var missing = seen.Values.Where(gap => gap.Key == 0).ToList();
        Assert.All(Enumerable.Range(0, 1_000), i => Assert.Contains(missing, gap => gap.First <= (100 * i) + 50 && (100 * i) + 51 <= gap.Last));
    }

    private static IDisposable Subscribe(IObservable<Arrival> feed, VirtualMarketClock clock, int maxDelay, int maxOpen, RecordingObserver<Gap<int>> seen) =>
        feed.DetectGaps(x => x.Key, x => x.Sequence, clock, maxDelay: TimeSpan.FromTicks(maxDelay), maxOpenPerKey: maxOpen).Subscribe(seen);

    private static bool IsClosed(Gap<int> gap, RecordingObserver<Gap<int>> seen) =>
        seen.Values.Any(other => other.IsClosed && other.First == gap.First && other.Last == gap.Last);

    private static void Play(List<Arrival> arrivals, Subject<Arrival> feed, VirtualMarketClock clock)
    {
        foreach (var arrival in arrivals)
        {
            clock.AdvanceTo(VirtualMarketClock.Open.AddTicks(arrival.At));
            feed.OnNext(arrival);
        }
    }

    // Each jump is a list of what is missing and when it happened; arrivals cross out. Nothing is bounded.
    private static List<string> Model(List<Arrival> arrivals, int maxDelay)
    {
        var (told, jumps, highest) = (new List<string>(), new List<Jump>(), new Dictionary<int, Arrival>());
        for (var now = 0; now <= (arrivals.Count == 0 ? 0 : arrivals[^1].At) + maxDelay; now++)
        {
            TellDue(now);
            foreach (var arrival in arrivals.Where(one => one.At == now))
            {
                var before = highest.GetValueOrDefault(arrival.Key, arrival with { Sequence = arrival.Sequence - 1 });
                if (arrival.Sequence > before.Sequence)
                {
                    highest[arrival.Key] = arrival;
                    jumps.Add(new(before, arrival, [.. Enumerable.Range(before.Sequence + 1, arrival.Sequence - before.Sequence - 1)]));
                }

                foreach (var jump in jumps.Where(one => one.After.Key == arrival.Key && one.Missing.Remove(arrival.Sequence) && one.Missing.Count == 0))
                {
                    if (jump.Told is not null)
                    {
                        told.Add($"{jump.Told} closed at {now}");
                    }
                }

                TellDue(now);
            }
        }

        return told;

        void TellDue(int now)
        {
            foreach (var jump in jumps.Where(one => one.Told is null && one.Missing.Count > 0 && one.After.At + maxDelay <= now))
            {
                jump.Told = $"{jump.After.Key}: {jump.Missing[0]} to {jump.Missing[^1]} from {jump.Before.At} to {jump.After.At} at {now}";
                told.Add($"{jump.Told} missing {jump.Missing.Count}");
            }
        }
    }

    private static string Text(Gap<int> gap)
    {
        var text = $"{gap.Key}: {gap.First} to {gap.Last} from {Ticks(gap.From.ToDateTimeOffset())} to {Ticks(gap.To.ToDateTimeOffset())} at {Ticks(gap.DetectedAt)}";
        return gap.ClosedAt is { } closedAt ? $"{text} closed at {Ticks(closedAt)}" : $"{text} missing {gap.Missing}";
    }

    private static long Ticks(DateTimeOffset at) => (at - VirtualMarketClock.Open).Ticks;

    private static List<Arrival> Arrivals((byte Key, byte Sequence, byte Gap)[] given)
    {
        var at = 0;
        return [.. given.Select(one => new Arrival(one.Key % 2, one.Sequence % 12, at += one.Gap % 4))];
    }

    private sealed record Arrival(int Key, int Sequence, int At);

    private sealed record Jump(Arrival Before, Arrival After, List<int> Missing)
    {
        public string? Told { get; set; }
    }
}
