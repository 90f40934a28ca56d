using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class DetectSilencePropertyTests
{
    private const int Limit = 5;

    /// <summary>Whoever talks, and whenever talk is expected: told is, tick by tick, what counting the ticks of each key would tell.</summary>
    [Fact]
    public void Agrees_with_counting_the_ticks_of_each_key() =>
        Prop.ForAll<(byte Key, byte Gap)[], bool[]>((given, expected) =>
        {
            var (feed, clock) = (new Subject<int>(), new VirtualMarketClock());
            var seen = new RecordingObserver<Silence<int>>(clock);
            using var subscription = feed.DetectSilence(x => x, TimeSpan.FromTicks(Limit), clock, now => IsExpected(Ticks(now))).Subscribe(seen);
            var at = 0;
            var arrivals = given.Select(one => (Key: one.Key % 3, At: at += one.Gap % 9)).ToList();
            foreach (var arrival in arrivals)
            {
                clock.AdvanceTo(VirtualMarketClock.Open.AddTicks(arrival.At));
                feed.OnNext(arrival.Key);
            }

            clock.AdvanceTo(VirtualMarketClock.Open.AddTicks(at + (3 * Limit)));
            seen.AssertGrammar();
            return seen.Values.Select(Text).SequenceEqual(Model(arrivals, at + (3 * Limit), IsExpected));

            bool IsExpected(int tick) => expected.Length == 0 || expected[tick / 4 % expected.Length];
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Tells_silences_and_ends_in_turns_whatever_the_threads_do()
    {
        using var clock = new EventLoopScheduler();
        var (feed, seen) = (new Subject<int>(), new RecordingObserver<Silence<int>>());
        using var subscription = feed.DetectSilence(x => x, TimeSpan.FromTicks(1_000), clock).Subscribe(seen);

        for (var i = 0; i < 200_000; i++)
        {
            feed.OnNext(i % 50);
        }

        SpinWait.SpinUntil(() => seen.Values.Count(one => !one.HasEnded) >= 50 + seen.Values.Count(one => one.HasEnded)); // all are silent in the end
        feed.OnCompleted();
        SpinWait.SpinUntil(() => seen.IsCompleted);

        seen.AssertGrammar();
        Assert.All(seen.Values.GroupBy(one => one.Key), key => Assert.All(key.Index(), one => Assert.Equal(one.Index % 2 == 1, one.Item.HasEnded)));
    }

    // Every tick looks at every key. Keys are in the order in which their count began.
    private static List<string> Model(List<(int Key, int At)> arrivals, int end, Func<int, bool> isExpected)
    {
        var (told, keys) = (new List<string>(), new List<Speaker>());
        for (var now = 0; now <= end; now++)
        {
            foreach (var due in keys.Where(one => one.Told is null && one.CountedFrom + Limit == now).ToList())
            {
                keys.Remove(due);
                keys.Add(due);
                if (isExpected(due.CountedFrom) && isExpected(now))
                {
                    told.Add(due.Told = $"{due.Key} since {due.HeardAt} at {now}");
                }

                due.CountedFrom = now;
            }

            foreach (var (key, _) in arrivals.Where(one => one.At == now))
            {
                if (keys.Find(one => one.Key == key) is { } known)
                {
                    keys.Remove(known);
                    told.AddRange(known.Told is null ? [] : [$"{known.Told} ended {now}"]);
                }

                keys.Add(new(key, now));
            }
        }

        return told;
    }

    private static string Text(Silence<int> silence)
    {
        var text = $"{silence.Key} since {Ticks(silence.Since)} at {Ticks(silence.DetectedAt)}";
        return silence.EndedAt is { } endedAt ? $"{text} ended {Ticks(endedAt)}" : text;
    }

    private static int Ticks(DateTimeOffset at) => (int)(at - VirtualMarketClock.Open).Ticks;

    private sealed class Speaker(int key, int heardAt)
    {
        public int Key { get; } = key;

        public int HeardAt { get; } = heardAt;

        public int CountedFrom { get; set; } = heardAt;

        public string? Told { get; set; }
    }
}
