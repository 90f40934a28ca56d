using System.Reactive.Concurrency;

namespace MarketFlow.Tests;

/// <summary>A virtual clock that runs its work inline, as <c>ImmediateScheduler</c> does: <c>Schedule</c> moves its own time, then runs the action.</summary>
/// <param name="start">The first "now".</param>
internal sealed class InlineScheduler(DateTimeOffset start) : IScheduler
{
    private long _now = start.UtcTicks;

    public DateTimeOffset Now => new(Volatile.Read(ref _now), TimeSpan.Zero);

    /// <summary>How many waits there have been.</summary>
    public int Waits { get; private set; }

    /// <summary>The deepest stack of calls of <c>Schedule</c> within each other.</summary>
    public int Deepest { get; private set; }

    /// <summary>Runs while <c>Schedule</c> sleeps, before time has passed.</summary>
    public Action<TimeSpan> WhileSleeping { get; set; } = _ => { };

    private int _depth;

    public void Pass(TimeSpan time) => Volatile.Write(ref _now, _now + time.Ticks);

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        Deepest = Math.Max(Deepest, ++_depth);
        try
        {
            Waits++;
            WhileSleeping(dueTime);
            Pass(dueTime);
            return action(this, state);
        }
        finally
        {
            _depth--;
        }
    }

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => Schedule(state, TimeSpan.Zero, action);

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, dueTime - Now, action);
}
