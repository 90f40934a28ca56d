using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow.Benchmarks;

/// <summary>A clock whose work is done when it is told to, on the caller's thread; it allocates nothing for work of a kind it has had.</summary>
internal sealed class SteppedClock : IScheduler
{
    private readonly Queue<Work> _due = new();
    private readonly Stack<Work> _spares = new();

    public DateTimeOffset Now { get; set; }

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action)
    {
        var work = _spares.TryPeek(out var spare) && spare is Work<TState> ? (Work<TState>)_spares.Pop() : new();
        (work.State, work.Action) = (state, action);
        _due.Enqueue(work);
        return Disposable.Empty;
    }

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
        throw new NotSupportedException("Nothing in this job waits.");

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        throw new NotSupportedException("Nothing in this job waits.");

    /// <summary>Does all that is due.</summary>
    public void Step()
    {
        while (_due.TryDequeue(out var work))
        {
            work.Run(this);
            _spares.Push(work);
        }
    }

    private abstract class Work
    {
        public abstract void Run(IScheduler clock);
    }

    private sealed class Work<TState> : Work
    {
        public TState? State { get; set; }

        public Func<IScheduler, TState, IDisposable>? Action { get; set; }

        public override void Run(IScheduler clock) => Action!(clock, State!);
    }
}
