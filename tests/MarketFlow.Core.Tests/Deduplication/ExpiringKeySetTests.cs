using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Tests;

public sealed class ExpiringKeySetTests
{
    private const uint AlmostWrapped = uint.MaxValue - 1023;

    /// <summary>The model: a list in order of arrival, whose front is forgotten as long as it is a window old. The clock may go back.</summary>
    [Fact]
    public void Agrees_with_a_plain_list_whatever_the_clock_does() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Key, sbyte Step)[]>(), arrivals =>
        {
            var set = new ExpiringKeySet<int>(window: 100, comparer: null);
            List<(int Key, long At)> model = [];
            var now = 0L;
            return arrivals.All(arrival =>
            {
                now += arrival.Step;
                set.Forget(now);
                while (model.Count > 0 && now - model[0].At >= 100)
                {
                    model.RemoveAt(0);
                }

                var isNew = !model.Exists(known => known.Key == arrival.Key % 16);
                if (isNew)
                {
                    model.Add((arrival.Key % 16, now));
                }

                return set.TryAdd(arrival.Key % 16, now) == isNew && set.Count == model.Count;
            });
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1, 1_000_000, 0)]
    [InlineData(2, 50_000, 0)]
    [InlineData(3, 3_000, AlmostWrapped)]
    [InlineData(4, 1_000_000, AlmostWrapped)]
    public void Agrees_with_a_hash_set_and_a_queue_through_surges_and_lulls(int seed, int keys, uint firstPosition)
    {
        var random = new Random(seed);
        Agrees<long>(() => random.Next(keys), random, comparer: null, firstPosition, events: 200_000);
    }

    [Fact]
    public void Is_exact_for_keys_whose_hashes_are_all_equal()
    {
        var random = new Random(5);
        Agrees(() => random.Next(60), random, EqualityComparer<int>.Create((x, y) => x == y, _ => 42), AlmostWrapped, events: 5_000);
    }

    [Fact]
    public void Is_exact_for_keys_with_few_hashes()
    {
        var random = new Random(6);
        Agrees(() => random.Next(500), random, EqualityComparer<int>.Create((x, y) => x == y, x => x % 7 * 0x1000_0001), 0, events: 20_000);
    }

    /// <summary>The comparer of the caller holds for numbers too, which have a quick way of their own.</summary>
    [Fact]
    public void Is_exact_for_numbers_that_its_comparer_takes_for_equal()
    {
        var random = new Random(8);
        Agrees(() => random.Next(5_000), random, EqualityComparer<int>.Create((x, y) => x / 10 == y / 10, x => x / 10), 0, events: 20_000);
    }

    [Fact]
    public void Is_exact_for_keys_that_refer_to_something()
    {
        var random = new Random(7);
        Agrees(() => $"AAPL#{random.Next(5_000)}", random, comparer: null, 0, events: 50_000);
        Agrees(() => $"AAPL#{random.Next(5_000)}", random, StringComparer.OrdinalIgnoreCase, 0, events: 50_000);
        Agrees(() => new Key((short)random.Next(100), $"{random.Next(50)}"), random, comparer: null, 0, events: 50_000);
    }

    [Fact]
    public void Gives_its_memory_back_after_a_surge()
    {
        var set = new ExpiringKeySet<long>(window: 100, comparer: null);
        for (var key = 0L; key < 100_000; key++)
        {
            set.TryAdd(key, now: 0);
        }

        Assert.InRange(set.Bytes, 100_000 * 32, 100_000 * 45);
        set.Forget(99);
        Assert.Equal(100_000, set.Count);
        set.Forget(100);

        Assert.Equal(0, set.Count);
        Assert.InRange(set.Bytes, 0, 20_000);
    }

    [Fact]
    public void Allocates_nothing_while_as_many_keys_come_as_go()
    {
        var set = new ExpiringKeySet<long>(window: 10_000, comparer: null);
        var now = 0L;
        Run(100_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(100_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int events)
        {
            for (var i = 0; i < events; i++)
            {
                set.Forget(++now);
                set.TryAdd(now, now);
            }
        }
    }

    [Fact]
    public void Does_not_keep_a_forgotten_key_alive()
    {
        var set = new ExpiringKeySet<object>(window: 100, comparer: null);
        var key = Add(set);

        set.Forget(100);
        GC.Collect();

        Assert.False(key.IsAlive);
        GC.KeepAlive(set);

        static WeakReference Add(ExpiringKeySet<object> set)
        {
            var key = new object();
            set.TryAdd(key, now: 0);
            return new(key);
        }
    }

    private static void Agrees<TKey>(Func<TKey> next, Random random, IEqualityComparer<TKey>? comparer, uint firstPosition, int events)
        where TKey : notnull
    {
        var set = new ExpiringKeySet<TKey>(window: 10_000, comparer, firstPosition);
        var (known, queue) = (new HashSet<TKey>(comparer), new Queue<(TKey Key, long At)>());
        var now = 0L;
        for (var i = 0; i < events; i++)
        {
            now += (i / 4_000) % 3 == 0 ? random.Next(200) : random.Next(2);
            set.Forget(now);
            while (queue.TryPeek(out var oldest) && now - oldest.At >= 10_000)
            {
                known.Remove(queue.Dequeue().Key);
            }

            var key = next();
            var isNew = known.Add(key);
            if (isNew)
            {
                queue.Enqueue((key, now));
            }

            Assert.True(set.TryAdd(key, now) == isNew, $"Event {i}, key {key}: should be {(isNew ? "new" : "known")}.");
            Assert.Equal(known.Count, set.Count);
        }
    }

    private readonly record struct Key(short Number, string Text);
}
