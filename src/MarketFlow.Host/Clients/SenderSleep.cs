using System.Threading.Tasks.Sources;

namespace MarketFlow.Host;

/// <summary>The sleep of one sender, used for one sleep after the other, so that sleeping allocates nothing.</summary>
/// <remarks>Whoever begins a sleep ends it, once, before the next begins: the outbox sees to that under its lock. Threads: any.</remarks>
internal sealed class SenderSleep : IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _core; // not readonly: it changes in place

    /// <summary>Which sleep it is; the one that <see cref="Begin"/> began is to be awaited, once, as a <see cref="ValueTask"/>.</summary>
    public short Version => _core.Version;

    /// <summary>Falls asleep. For the one sender.</summary>
    public void Begin() => _core.Reset();

    /// <summary>Wakes the sender on a thread of the pool. Never waits for it.</summary>
    public void End() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>Wakes the sender on this thread, and returns when it sleeps again or waits for its socket.</summary>
    public void EndHere() => _core.SetResult(true);

    void IThreadPoolWorkItem.Execute() => EndHere();

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
