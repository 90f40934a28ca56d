using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow;

/// <summary>Wakes an operator no later than it was armed for. At most one timer is pending.</summary>
/// <remarks>
/// Arm it outside every lock: schedulers that run work inline sleep in <c>Schedule</c>, and other threads must get on meanwhile.
/// A due time that moves later lets the timer fire in vain; whoever is woken looks at what is due and arms again.
/// Waits longer than a timer of the runtime can take are split. A due time at the end of the calendar never comes.
/// Thread-safe.
/// </remarks>
internal sealed class WakeTimer(IScheduler clock, Action wake) : IDisposable
{
    // System.Threading.Timer takes 49 days at most.
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(24);
    private readonly Lock _gate = new();
    private long _dueAt = long.MaxValue;
    private SingleAssignmentDisposable? _pending;
    private bool _isDisposed;

    /// <summary>For when it is armed, in ticks of UTC; <see cref="long.MaxValue"/> where it is not.</summary>
    public long DueAt => Volatile.Read(ref _dueAt);

    /// <summary>Wakes at this time or earlier. Called without a lock held.</summary>
    public void Arm(DateTimeOffset due)
    {
        if (due == DueTime.Never || due.UtcTicks >= DueAt)
        {
            return;
        }

        SingleAssignmentDisposable armed = new();
        IDisposable? replaced;
        lock (_gate)
        {
            if (_isDisposed || due.UtcTicks >= _dueAt)
            {
                return;
            }

            Volatile.Write(ref _dueAt, due.UtcTicks);
            (replaced, _pending) = (_pending, armed);
        }

        replaced?.Dispose();
        var wait = due - clock.Now;
        armed.Disposable = clock.Schedule((Timer: this, armed), wait < _longestWait ? wait : _longestWait, static (_, fired) =>
        {
            fired.Timer.Fire(fired.armed);
            return Disposable.Empty;
        });
    }

    public void Dispose()
    {
        IDisposable? pending;
        lock (_gate)
        {
            _isDisposed = true;
            Volatile.Write(ref _dueAt, long.MaxValue);
            (pending, _pending) = (_pending, null);
        }

        pending?.Dispose();
    }

    private void Fire(SingleAssignmentDisposable fired)
    {
        lock (_gate)
        {
            if (_pending != fired)
            {
                return;
            }

            _pending = null;
            Volatile.Write(ref _dueAt, long.MaxValue);
        }

        wake();
    }
}
