using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Microsoft.Reactive.Testing;

namespace MarketFlow.Tests;

public sealed class WakeTimerTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private readonly TestScheduler _clock = new(); // begins in year 1
    private readonly List<long> _woken = [];

    [Fact]
    public void Wakes_at_the_due_time_and_is_then_armed_for_none()
    {
        using WakeTimer timer = new(_clock, Note);

        Assert.False(timer.Arm(At(100)));
        Assert.Equal(At(100).UtcTicks, timer.DueAt);
        _clock.AdvanceTo(99);
        Assert.Empty(_woken);
        _clock.AdvanceTo(100);

        Assert.Equal([100], _woken);
        Assert.Equal(long.MaxValue, timer.DueAt);
    }

    [Fact]
    public void Keeps_the_earliest_due_time_and_one_timer()
    {
        TimerCountingClock clock = new();
        var woken = 0;
        using WakeTimer timer = new(clock, () => woken++);
        var start = clock.Now;

        timer.Arm(start.AddTicks(20));
        timer.Arm(start.AddTicks(30));
        Assert.Equal((1, 1), (clock.Pending, clock.Created));
        timer.Arm(start.AddTicks(10));
        Assert.Equal((1, 2), (clock.Pending, clock.Created));
        clock.AdvanceBy(TimeSpan.FromTicks(100));

        Assert.Equal(1, woken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3_155_378_975_999_999_000)] // 100 µs before the calendar ends
    public void Wakes_whatever_the_year(long start)
    {
        _clock.AdvanceTo(start);
        using WakeTimer timer = new(_clock, Note);

        timer.Arm(DueTime.Never);
        Assert.Equal(long.MaxValue, timer.DueAt);
        timer.Arm(At(start + 5));
        _clock.AdvanceBy(10);

        Assert.Equal([start + 5], _woken);
    }

    [Fact]
    public void Wakes_at_once_for_a_due_time_in_the_past()
    {
        _clock.AdvanceTo(1_000);
        using WakeTimer timer = new(_clock, Note);

        timer.Arm(At(10));
        _clock.AdvanceBy(1);

        Assert.Equal([1_001], _woken); // this scheduler runs nothing at the present instant
    }

    [Fact]
    public void Splits_a_wait_that_a_timer_of_the_runtime_refuses()
    {
        HistoricalScheduler clock = new();
        var due = clock.Now.AddDays(365);
        WakeTimer timer = null!;
        List<DateTimeOffset> woken = [];
        timer = new(new ShortTimers(clock), () =>
        {
            woken.Add(clock.Now);
            timer.Arm(clock.Now < due ? due : DueTime.Never); // as an operator does: it checks what is due, and arms again
        });

        timer.Arm(due);
        clock.AdvanceBy(TimeSpan.FromDays(400));

        Assert.Equal(due, woken[^1]);
        Assert.All(woken.SkipLast(1), at => Assert.True(at < due));
        timer.Dispose();
    }

    [Fact]
    public void Tells_its_caller_where_the_timer_ran_inline_and_does_not_wake()
    {
        InlineScheduler clock = new(default);
        var woken = 0;
        using WakeTimer timer = new(clock, () => woken++);

        Assert.True(timer.Arm(clock.Now + _second));

        Assert.Equal((0, long.MaxValue), (woken, timer.DueAt));
        Assert.Equal(default(DateTimeOffset) + _second, clock.Now);
    }

    [Fact]
    public void Wakes_where_the_timer_fires_on_another_thread_before_Arm_has_stored_it()
    {
        HookedScheduler clock = new();
        var woken = 0;
        WakeTimer timer = null!;
        timer = new(clock, () =>
        {
            woken++;
            clock.BeforeReturning = _ => { };
            timer.Arm(At(200)); // the operator finds something that is due later
        });
        clock.BeforeReturning = action => OtherThread.Run(action);

        Assert.False(timer.Arm(At(100)));
        Assert.Equal((1, At(200).UtcTicks), (woken, timer.DueAt));
        clock.Scheduled[0].Action(); // a timer that has fired fires no more
        Assert.Equal(1, woken);
        Assert.False(clock.Scheduled[1].Handle.IsDisposed); // what Arm stored late has not replaced the later timer
        clock.Scheduled[1].Action();

        Assert.Equal(2, woken);
        timer.Dispose();
    }

    [Fact]
    public void Cancels_a_timer_that_an_earlier_one_replaced_while_it_was_being_scheduled()
    {
        HookedScheduler clock = new();
        var woken = 0;
        using WakeTimer timer = new(clock, () => woken++);
        clock.BeforeReturning = _ =>
        {
            clock.BeforeReturning = _ => { };
            OtherThread.Run(() => timer.Arm(At(50)));
        };

        timer.Arm(At(100));

        Assert.Equal(At(50).UtcTicks, timer.DueAt);
        Assert.Equal((true, false), (clock.Scheduled[0].Handle.IsDisposed, clock.Scheduled[1].Handle.IsDisposed));
        clock.Scheduled[0].Action();
        Assert.Equal(0, woken);
        clock.Scheduled[1].Action();
        Assert.Equal(1, woken);
    }

    [Fact]
    public void Cancels_a_timer_where_it_is_disposed_while_it_schedules()
    {
        HookedScheduler clock = new();
        var woken = 0;
        WakeTimer timer = new(clock, () => woken++);
        clock.BeforeReturning = _ => OtherThread.Run(timer.Dispose);

        Assert.False(timer.Arm(At(100)));

        Assert.True(clock.Scheduled[0].Handle.IsDisposed);
        clock.Scheduled[0].Action();
        Assert.False(timer.Arm(At(10)));
        Assert.Equal((0, 1), (woken, clock.Scheduled.Count));
    }

    [Fact]
    public void Is_armed_again_after_a_scheduler_that_threw()
    {
        HookedScheduler clock = new();
        using WakeTimer timer = new(clock, () => { });
        clock.BeforeReturning = _ => throw new ObjectDisposedException("clock");

        Assert.Throws<ObjectDisposedException>(() => timer.Arm(At(100)));
        clock.BeforeReturning = _ => { };
        timer.Arm(At(200));

        Assert.Equal(At(200).UtcTicks, timer.DueAt);
    }

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);

    private void Note() => _woken.Add(_clock.Clock);

    /// <summary>Refuses waits that <c>System.Threading.Timer</c> refuses.</summary>
    private sealed class ShortTimers(IScheduler clock) : IScheduler
    {
        public DateTimeOffset Now => clock.Now;

        public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(dueTime.TotalMilliseconds, uint.MaxValue - 1);
            return clock.Schedule(state, dueTime, action);
        }

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => clock.Schedule(state, action);

        public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
            Schedule(state, dueTime - Now, action);
    }

    /// <summary>A clock that stands still and runs what the test says while it schedules; actions run when the test calls them.</summary>
    private sealed class HookedScheduler : IScheduler
    {
        public DateTimeOffset Now => default;

        public Action<Action> BeforeReturning { get; set; } = _ => { };

        public List<(Action Action, BooleanDisposable Handle)> Scheduled { get; } = [];

        public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
        {
            BooleanDisposable handle = new();
            Action run = () => action(this, state);
            Scheduled.Add((run, handle));
            BeforeReturning(run);
            return handle;
        }

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => Schedule(state, TimeSpan.Zero, action);

        public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
            Schedule(state, dueTime - Now, action);
    }
}
