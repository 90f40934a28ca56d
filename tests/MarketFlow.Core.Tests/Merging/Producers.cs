using System.Reactive.Subjects;

namespace MarketFlow.Tests;

/// <summary>Threads that emit numbers without pause, one per feed.</summary>
internal static class Producers
{
    /// <summary>Runs them while something is done, and until each has noticed that it is over.</summary>
    public static async Task RunWhileAsync(Subject<int>[] feeds, Action action)
    {
        var isOver = 0;
        var producers = feeds.Select(feed => Task.Run(() =>
        {
            for (var number = 0; Volatile.Read(ref isOver) == 0; number++)
            {
                feed.OnNext(number);
            }
        })).ToList();
        action();
        Volatile.Write(ref isOver, 1);
        await Task.WhenAll(producers);
    }
}
