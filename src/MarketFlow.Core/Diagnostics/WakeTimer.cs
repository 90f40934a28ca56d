using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow;

/// <summary>Wakes an operator at a due time or earlier. At most one timer is pending.</summary>
/// <remarks>
/// Arm it outside every lock: a scheduler that runs work inline sleeps within <c>Schedule</c>.
/// A due time that moves later does not replace the timer. The timer fires early, and the operator checks what is due and arms it again.
/// A wait above 24 days is split, because timers of the runtime accept at most 49 days. A due time at the end of the calendar never comes.
/// Thread-safe.
/// </remarks>
/// <param name="clock">Runs the timer.</param>
/// <param name="wake">Called on the clock's thread, without a lock. Not called where <see cref="Arm"/> returns true.</param>
internal sealed class WakeTimer(IScheduler clock, Action wake) : IDisposable
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(24);
    private readonly Lock _gate = new();
    private long _dueAt = long.MaxValue;
    private Alarm? _pending;
    private bool _isDisposed;

    /// <summary>The time of the pending timer, in ticks of UTC; <see cref="long.MaxValue"/> where none is pending.</summary>
    public long DueAt => Volatile.Read(ref _dueAt);

    /// <summary>Wakes at this time or earlier. Call it without a lock held.</summary>
    /// <returns>
    /// True where the scheduler ran the timer inline, within this call: the caller then checks what is due and arms again, in a loop.
    /// A call of <c>wake</c> from here instead would add to the stack with every wait.
    /// </returns>
    public bool Arm(DateTimeOffset due)
    {
        if (due == DueTime.Never || due.UtcTicks >= DueAt)
        {
            return false;
        }

        Alarm armed = new(this);
        Alarm? replaced;
        lock (_gate)
        {
            if (_isDisposed || due.UtcTicks >= _dueAt)
            {
                return false;
            }

            Volatile.Write(ref _dueAt, due.UtcTicks);
            (replaced, _pending) = (_pending, armed);
        }

        replaced?.Dispose();
        try
        {
            return armed.Schedule(clock, WaitUntil(due));
        }
        catch
        {
            TryDisarm(armed); // or the next call would rely on a timer that does not exist
            throw;
        }
    }

    public void Dispose()
    {
        Alarm? pending;
        lock (_gate)
        {
            _isDisposed = true;
            Volatile.Write(ref _dueAt, long.MaxValue);
            (pending, _pending) = (_pending, null);
        }

        pending?.Dispose();
    }

    private TimeSpan WaitUntil(DateTimeOffset due)
    {
        var wait = due - clock.Now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < _longestWait ? wait : _longestWait;
    }

    private bool TryDisarm(Alarm alarm)
    {
        lock (_gate)
        {
            if (_pending != alarm)
            {
                return false;
            }

            _pending = null;
            Volatile.Write(ref _dueAt, long.MaxValue);
            return true;
        }
    }

    /// <summary>One scheduled timer.</summary>
    private sealed class Alarm(WakeTimer timer) : IDisposable
    {
        private SingleAssignmentDisposableValue _scheduled;
        private volatile int _schedulingThread;
        private bool _hasFiredInline;

        /// <returns>True where it fired on this thread before the call returned.</returns>
        public bool Schedule(IScheduler clock, TimeSpan wait)
        {
            _schedulingThread = Environment.CurrentManagedThreadId;
            _scheduled.Disposable = clock.Schedule(this, wait, static (_, alarm) =>
            {
                alarm.Fire();
                return Disposable.Empty;
            });
            _schedulingThread = 0;
            return _hasFiredInline;
        }

        public void Dispose() => _scheduled.Dispose();

        private void Fire()
        {
            if (!timer.TryDisarm(this))
            {
                return;
            }

            if (_schedulingThread == Environment.CurrentManagedThreadId)
            {
                _hasFiredInline = true;
            }
            else
            {
                timer.Wake();
            }
        }
    }

    private void Wake() => wake();
}
