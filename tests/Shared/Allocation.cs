namespace MarketFlow.Tests;

/// <summary>Measures what code allocates once it has settled.</summary>
internal static class Allocation
{
    private const int Rounds = 50;

    /// <summary>The fewest bytes that an action allocated on this thread, of many times in a row.</summary>
    /// <remarks>The first times, and now and then a later one, the runtime allocates for its own purposes: when it compiles the code anew.</remarks>
    public static long Least(Action action)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
