using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow.Feeds;

/// <summary>Lets what counts time by <see cref="TimeProvider"/> (Polly, cancellation after a time) count by a scheduler.</summary>
internal sealed class SchedulerTimeProvider(IScheduler clock) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => clock.Now.ToUniversalTime();

    public override long GetTimestamp() => clock.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ScheduledTimer(clock, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ScheduledTimer(IScheduler clock, Action elapsed) : ITimer
    {
        private readonly SerialDisposable _due = new();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_due.IsDisposed)
            {
                return false;
            }

            _due.Disposable = dueTime == Timeout.InfiniteTimeSpan ? Disposable.Empty : clock.Schedule(dueTime, () => Elapse(period));
            return true;
        }

        public void Dispose() => _due.Dispose();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        // Set before the call: what the callback changes must win.
        private void Elapse(TimeSpan period)
        {
            if (period > TimeSpan.Zero)
            {
                Change(period, period);
            }

            elapsed();
        }
    }
}
