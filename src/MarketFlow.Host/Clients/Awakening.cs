using System.Buffers;

namespace MarketFlow.Host;

/// <summary>Some senders that are woken one after the other on one thread.</summary>
/// <remarks>Waking a thread costs more than a send does, so one is woken for a group of senders, and none where the thread at hand can do it.</remarks>
internal sealed class Awakening : IThreadPoolWorkItem
{
    private const int LeastTogether = 8; // fewer are not worth a second thread
    private const int MostTogether = 64; // so that the last of many clients does not wait for one thread alone
    private readonly SenderSleep[] _sleepers;
    private readonly int _count;

    private Awakening(ReadOnlySpan<SenderSleep> sleepers)
    {
        _sleepers = ArrayPool<SenderSleep>.Shared.Rent(sleepers.Length);
        _count = sleepers.Length;
        sleepers.CopyTo(_sleepers);
    }

    /// <summary>Wakes them all, shared out among the processors. Waits for no client.</summary>
    /// <param name="sleepers">Each is woken once.</param>
    /// <param name="isBusy">True where this thread has more to do at once, so that it takes no share of its own.</param>
    public static void Of(ReadOnlySpan<SenderSleep> sleepers, bool isBusy)
    {
        var together = Math.Clamp((sleepers.Length + Environment.ProcessorCount - 1) / Environment.ProcessorCount, LeastTogether, MostTogether);
        while (!sleepers.IsEmpty)
        {
            var group = sleepers[..Math.Min(together, sleepers.Length)];
            sleepers = sleepers[group.Length..];
            if (sleepers.IsEmpty && !isBusy)
            {
                Wake(group);
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(new Awakening(group), preferLocal: false);
            }
        }
    }

    private static void Wake(ReadOnlySpan<SenderSleep> group)
    {
        foreach (var sleeper in group)
        {
            sleeper.EndHere();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        Wake(_sleepers.AsSpan(0, _count));
        ArrayPool<SenderSleep>.Shared.Return(_sleepers, clearArray: true);
    }
}
