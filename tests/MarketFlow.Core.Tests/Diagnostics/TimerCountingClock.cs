using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow.Tests;

/// <summary>A virtual clock that counts its timers.</summary>
internal sealed class TimerCountingClock : HistoricalScheduler
{
    /// <summary>How many timers have neither fired nor been cancelled.</summary>
    public int Pending { get; private set; }

    /// <summary>How many timers there have been.</summary>
    public int Created { get; private set; }

    public TimeSpan FirstTimerIsEarlyBy { get; set; }

    public override IDisposable ScheduleAbsolute<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        var isPending = true;
        Pending++;
        Created++;
        var due = dueTime - FirstTimerIsEarlyBy;
        FirstTimerIsEarlyBy = TimeSpan.Zero;
        var timer = base.ScheduleAbsolute(state, due, (clock, given) =>
        {
            Settle();
            return action(clock, given);
        });
        return Disposable.Create(() =>
        {
            Settle();
            timer.Dispose();
        });

        void Settle()
        {
            Pending -= isPending ? 1 : 0;
            isPending = false;
        }
    }
}
