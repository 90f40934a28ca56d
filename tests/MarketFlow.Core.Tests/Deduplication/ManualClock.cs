using System.Reactive.Concurrency;

namespace MarketFlow.Tests;

/// <summary>A clock that is set by hand, also back, as wall clocks are. It counts its readers and refuses to schedule.</summary>
public sealed class ManualClock : IScheduler
{
    private DateTimeOffset _now = Testing.VirtualMarketClock.Open;

    public int Reads { get; private set; }

    public DateTimeOffset Now
    {
        get
        {
            Reads++;
            return _now;
        }
    }

    public void Move(TimeSpan by) => _now += by;

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => throw new NotSupportedException();

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
        throw new NotSupportedException();

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        throw new NotSupportedException();
}
