using MarketFlow.Testing;

namespace MarketFlow.Tests;

public abstract partial class OperatorContract<T, TResult>
{
    [Theory]
    [MemberData(nameof(ContractClock.Names), MemberType = typeof(ContractClock))]
    public void Gives_the_same_on_every_clock(string name)
    {
        var expected = Played(ContractClock.Named("2026"));

        Assert.NotEmpty(expected);
        Laws.SameMultiset(expected, Played(ContractClock.Named(name)));
    }

    [Fact]
    public void Bears_a_clock_that_stands_at_the_end_of_the_calendar() => Played(ContractClock.Named("the end of the calendar"));

    [Fact]
    public void Works_on_a_scheduler_that_runs_its_work_inline()
    {
        InlineClock clock = new();
        using Run run = new(this, clock);
        foreach (var value in Scenario)
        {
            run.Source.Observer.OnNext(value);
            clock.Advance(_step);
        }

        run.Source.Observer.OnCompleted();

        Assert.NotEmpty(run.Seen.Values);
        Assert.True(run.Seen.IsCompleted);
        run.AssertSettled();
    }

    [Fact]
    public void Sleeps_without_a_lock_on_a_scheduler_that_runs_its_work_inline()
    {
        InlineClock clock = new();
        using Run run = new(this, clock);
        clock.WhileSleeping = () => AssertReturns(run.Dispose);
        foreach (var value in Scenario)
        {
            run.Source.Observer.OnNext(value);
        }

        if (clock.Sleeps > 0)
        {
            Assert.False(run.Seen.HasEnded);
            run.AssertSettled();
        }
    }

    /// <summary>Fails where an action waits for a lock that is never given back.</summary>
    private static void AssertReturns(Action action)
    {
        Thread thread = new(() => action());
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(20)), "A lock is held during a sleep.");
    }

    private List<object> Played(ContractClock clock)
    {
        using Run run = new(this, clock.Scheduler);
        foreach (var value in Scenario)
        {
            run.Source.Observer.OnNext(value);
            Assert.Equal(0, run.Account.Imbalance);
            clock.Advance(_step);
        }

        clock.Advance(Settles);
        run.Source.Observer.OnCompleted();
        clock.Advance(_step);

        Assert.Null(run.Seen.Error);
        Assert.True(run.Seen.IsCompleted);
        run.AssertSettled();
        return [.. run.Seen.Values.Select(value => ContentOf(value) ?? string.Empty)];
    }
}
