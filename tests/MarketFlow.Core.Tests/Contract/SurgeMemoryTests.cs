using System.Runtime.CompilerServices;

namespace MarketFlow.Tests;

/// <summary>What is left of a surge once its keys and events are forgotten: little room, and nothing that keeps them alive.</summary>
/// <remarks>Runs alone, because the whole heap is measured. A new structure that remembers keys gets a line in <see cref="SurgeMemory.All"/>.</remarks>
[Collection(nameof(WholeHeap))]
public sealed class SurgeMemoryTests
{
    public static TheoryData<string> Names => [.. SurgeMemory.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Keeps_nothing_alive_that_it_has_forgotten(string name)
    {
        var memory = SurgeMemory.All[name]();
        var keys = Fill(memory, 2_000);
        memory.Forget();
        GC.Collect();

        Assert.Equal(0, keys.Count(key => key.IsAlive));
        GC.KeepAlive(memory);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Leaves_little_room_behind(string name)
    {
        var memory = SurgeMemory.All[name]();
        Fill(memory, 50_000);
        memory.Forget();

        Assert.InRange(memory.Room(), 0, 20_000);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Leaves_less_than_256_KB_behind(string name)
    {
        WeakReference memory = new(null);
        var kept = After(name, memory) - Settled();

        Assert.False(memory.IsAlive);
        Assert.InRange(kept, long.MinValue, 256 * 1_024);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static long After(string name, WeakReference reference)
        {
            var memory = SurgeMemory.All[name]();
            reference.Target = memory;
            for (var number = 0; number < memory.Surge; number++)
            {
                memory.Add(number, new());
            }

            memory.Forget();
            var settled = Settled();
            GC.KeepAlive(memory);
            return settled;
        }
    }

    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> Fill(SurgeMemory memory, int count)
    {
        List<WeakReference> keys = [];
        for (var number = 0; number < count; number++)
        {
            object key = new();
            memory.Add(number, key);
            keys.Add(new(key));
        }

        return keys;
    }
}
