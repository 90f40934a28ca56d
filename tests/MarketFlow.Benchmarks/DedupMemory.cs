using System.Globalization;

namespace MarketFlow.Benchmarks;

/// <summary>What the memories of <see cref="WindowedDedup{TKey}"/> take per live key: reckoned from their capacities, after a pass.</summary>
internal static class DedupMemory
{
    public static void Print(TextWriter to)
    {
        to.WriteLine("| bytes per live key | long | (int, long) | EventKey |");
        to.WriteLine("|---|---|---|---|");
        var (small, middle, large) = (Of<long>(), Of<SymbolKey>(), Of<EventKey>());
        foreach (var name in small.Keys)
        {
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {small[name]:0} | {middle[name]:0} | {large[name]:0} |"));
        }
    }

    private static Dictionary<string, double> Of<TKey>()
        where TKey : notnull
    {
        var window = MarketJob.Window.Ticks;
        var run = new KeyRun<TKey>();
        var hashSet = new HashSetAndQueue<TKey>(window);
        var dictionary = new DictionaryAndSweep<TKey>(window);
        var byClock = new ExpiringKeySet<TKey>(window, comparer: null);
        var now = 0L;
        var byTime = new TimePartitionedKeys<TKey>(MarketJob.Window, () => now, comparer: null);
        for (var i = 0; i < MarketJob.Length; i++)
        {
            hashSet.TryAdd(run.Keys[i], run.Now(i));
            dictionary.TryAdd(run.Keys[i], run.Now(i));
            byClock.Forget(run.Now(i));
            byClock.TryAdd(run.Keys[i], run.Now(i));
            now = run.Now(i);
            byTime.TryAdd(run.Keys[i], run.Times[i]);
        }

        var live = (double)byClock.Count;
        return new()
        {
            ["HashSetAndQueue"] = hashSet.Bytes / live,
            ["DictionaryAndSweep"] = dictionary.Bytes / live,
            ["ByClock"] = byClock.Bytes / live,
            ["ByTime"] = byTime.Bytes / live,
        };
    }
}
