namespace MarketFlow.Tests;

public abstract partial class OperatorContract<T, TResult>
{
    /// <summary>True where an exception of this delegate ends the stream; false where it is data (a fault).</summary>
    protected virtual bool EndsTheStream(string name) => true;

    /// <summary>True where no delegate is called any more once one has thrown; false where events that wait are still delivered.</summary>
    protected virtual bool StopsAtOnce => true;

    /// <summary>True where the operator has several observers: one that throws must not cost the others anything, and gets the exception itself.</summary>
    protected virtual bool IsMulticast => false;

    /// <summary>True where this delegate may dispose the subscription.</summary>
    protected virtual bool MayDispose(string name) => true;

    /// <summary>True where this delegate is asked about one event, which is then removed.</summary>
    protected virtual bool IsAskedAboutAnEvent(string name) => true;

    [Fact]
    public void Ends_with_what_a_delegate_throws_and_keeps_its_account()
    {
        foreach (var name in Delegates)
        {
            foreach (var call in new[] { 1, 2 })
            {
                Hooks hooks = new() { Throws = name, FromCall = call };
                Fails(hooks, name, call, error => Assert.Same(hooks.Error, error));
            }
        }
    }

    /// <summary>Whether this delegate returns after that or throws.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stops_when_a_delegate_disposes_the_subscription_and_keeps_its_account(bool thenThrows)
    {
        foreach (var name in Delegates.Where(MayDispose))
        {
            foreach (var call in new[] { 1, 2 })
            {
                Hooks hooks = new() { Acts = name, FromCall = call, Throws = thenThrows ? name : null };
                var clock = ContractClock.Named("2026");
                using Run run = new(this, clock.Scheduler, hooks);
                long? before = null;
                hooks.Act = () =>
                {
                    before = run.Seen.Count;
                    run.Dispose();
                };
                foreach (var value in Scenario)
                {
                    run.Source.Observer.OnNext(value);
                    clock.Advance(_step);
                }

                clock.Advance(Settles);
                run.Source.Observer.OnCompleted();
                clock.Advance(Settles);
                if (before is null)
                {
                    Assert.True(call > 1, $"{name} was never called.");
                    continue; // nor is it called twice in this scenario
                }

                Assert.True(before == run.Seen.Count, $"{name}, call {call}: {before} events when it disposed, {run.Seen.Count} at the end.");
                Assert.False(run.Seen.IsCompleted || run.Seen.Error is not null, $"{name}, call {call}: an end came after disposal.");
                run.AssertSettled();
            }
        }
    }

    [Fact]
    public void Ends_at_a_null_key_and_keeps_its_account()
    {
        foreach (var name in Keys)
        {
            foreach (var call in new[] { 1, 2 })
            {
                Fails(new() { IsNull = name, FromCall = call }, name, call, Assert.NotNull);
            }
        }
    }

    [Fact]
    public void Unsubscribes_a_consumer_that_throws_and_keeps_its_account() => UnsubscribesAConsumerThatThrows(isBehindRx: false);

    /// <summary>Between the two is an operator of Rx, which has a guard of its own.</summary>
    [Fact]
    public void Unsubscribes_a_consumer_behind_an_operator_of_Rx_that_throws() => UnsubscribesAConsumerThatThrows(isBehindRx: true);

    private void UnsubscribesAConsumerThatThrows(bool isBehindRx)
    {
        InvalidOperationException error = new();
        var clock = ContractClock.Named("2026");
        using Run run = new(this, clock.Scheduler, whileReceiving: _ => throw error, isBehindRx: isBehindRx);
        var thrown = 0;
        foreach (var value in Scenario)
        {
            thrown += Threw(() => run.Source.Observer.OnNext(value), error);
            thrown += Threw(() => clock.Advance(_step), error);
        }

        thrown += Threw(() => clock.Advance(Settles), error);
        thrown += Threw(run.Source.Observer.OnCompleted, error);
        thrown += Threw(() => clock.Advance(_step), error);

        Assert.Equal(IsMulticast ? 0 : 1, thrown);
        Assert.Equal(1, run.Seen.Count);
        Assert.Equal(IsMulticast && !isBehindRx ? error : null, run.Seen.Error); // Rx has unsubscribed by then
        Assert.False(run.Seen.IsCompleted);
        if (!IsMulticast)
        {
            Assert.Equal(run.Source.Subscribed, run.Source.Unsubscribed);
        }

        run.AssertSettled();
    }

    [Fact]
    public void Ends_with_its_sources_error_after_what_it_holds()
    {
        InvalidOperationException error = new();
        var clock = ContractClock.Named("2026");
        using Run run = new(this, clock.Scheduler);
        foreach (var value in Scenario)
        {
            run.Source.Observer.OnNext(value);
        }

        run.Source.Observer.OnError(error);
        run.Source.Observer.OnNext(Scenario[0]);
        clock.Advance(Settles);

        Assert.Same(error, run.Seen.Error);
        run.AssertSettled();
    }

    private static int Threw(Action action, Exception expected)
    {
        try
        {
            action();
            return 0;
        }
        catch (Exception error)
        {
            Assert.Same(expected, error);
            return 1;
        }
    }

    private void Fails(Hooks hooks, string name, int call, Action<Exception?> check)
    {
        var clock = ContractClock.Named("2026");
        using Run run = new(this, clock.Scheduler, hooks);
        foreach (var value in Scenario)
        {
            run.Source.Observer.OnNext(value);
            Assert.Equal(0, run.Account.Imbalance);
        }

        clock.Advance(Settles);
        if (call > 1 && hooks.Calls(name) < call)
        {
            return; // asked once at most
        }

        Assert.True(hooks.Calls(name) >= call, $"The scenario calls {name} {hooks.Calls(name)} times.");
        if (!EndsTheStream(name))
        {
            run.Source.Observer.OnCompleted();
            clock.Advance(_step);
            Assert.True(run.Seen.IsCompleted);
            run.AssertSettled();
            return;
        }

        check(run.Seen.Error);
        Assert.Equal(run.Source.Subscribed, run.Source.Unsubscribed);
        run.AssertSettled();
        if (IsAskedAboutAnEvent(name) && run.Account.Received > 0)
        {
            Assert.InRange(run.Account.Removed(RemovalReason.Invalid), 1, StopsAtOnce ? 1 : Scenario.Count);
        }
    }
}
