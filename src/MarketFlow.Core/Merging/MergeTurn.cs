using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow;

/// <summary>One piece of work of a merge on its scheduler. It must run once each time it is scheduled.</summary>
/// <remarks>It may be scheduled again when it has run. A scheduler that runs it twice is found out by the run that was one too many.</remarks>
internal sealed class MergeTurn(Action run, Action onRepeated)
{
    private const int NoThread = 0;
    private int _schedulingThread;
    private int _isDue;
    private bool _isInline;

    /// <summary>Schedules the turn. Where the scheduler runs work inline, it runs before this returns.</summary>
    public void Schedule(IScheduler clock)
    {
        Volatile.Write(ref _isDue, 1);
        clock.Schedule(this, static (_, turn) =>
        {
            turn.Run();
            return Disposable.Empty;
        });
    }

    /// <summary>Schedules the turn, but does not run it inline: a turn that schedules the next one would grow the stack.</summary>
    /// <returns>False where the scheduler runs work inline: then the caller has to do the work.</returns>
    public bool TrySchedule(IScheduler clock)
    {
        Volatile.Write(ref _schedulingThread, Environment.CurrentManagedThreadId);
        Schedule(clock);
        Volatile.Write(ref _schedulingThread, NoThread);
        return !_isInline;
    }

    private void Run()
    {
        if (Interlocked.Exchange(ref _isDue, 0) == 0)
        {
            onRepeated();
        }
        else if (Volatile.Read(ref _schedulingThread) == Environment.CurrentManagedThreadId)
        {
            _isInline = true;
        }
        else
        {
            run();
        }
    }
}
