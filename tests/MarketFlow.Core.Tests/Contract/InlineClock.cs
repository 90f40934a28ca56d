using System.Reactive.Concurrency;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>A scheduler that runs its work within <c>Schedule</c>, as <c>ImmediateScheduler</c> does; its sleep takes virtual time alone.</summary>
public sealed class InlineClock : IScheduler
{
    private const int MaxDepth = 20;
    private int _depth;

    /// <summary>Called before each sleep.</summary>
    public Action? WhileSleeping { get; set; }

    /// <summary>How often it slept.</summary>
    public int Sleeps { get; private set; }

    public DateTimeOffset Now { get; private set; } = VirtualMarketClock.Open;

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan by) => Now += by;

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => Schedule(state, TimeSpan.Zero, action);

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, dueTime - Now, action);

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        Assert.True(++_depth <= MaxDepth, "Work that is scheduled from within work piles up on the stack.");
        if (dueTime > TimeSpan.Zero)
        {
            Sleeps++;
            WhileSleeping?.Invoke();
            Now += dueTime;
        }

        var done = action(this, state);
        _depth--;
        return done;
    }
}
