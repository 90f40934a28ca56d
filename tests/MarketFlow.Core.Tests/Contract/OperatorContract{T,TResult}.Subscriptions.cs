using MarketFlow.Testing;

namespace MarketFlow.Tests;

public abstract partial class OperatorContract<T, TResult>
{
    private const int Disposals = 100;

    [Fact]
    public void Refuses_to_deliver_to_nobody() =>
        Assert.Throws<ArgumentNullException>(() => Apply(new HandSource<T>(), new(ContractClock.Named("2026").Scheduler, Stage: null, new())).Subscribe(null!));

    [Fact]
    public void Keeps_its_account_whole_when_it_is_subscribed_to_twice()
    {
        var clock = ContractClock.Named("2026");
        using Run run = new(this, clock.Scheduler);
        var first = run.Source.Observer;
        RecordingObserver<TResult> again = new();
        IDisposable? second = null;
        try
        {
            second = run.Operated.Subscribe(again);
        }
        catch (InvalidOperationException)
        {
            Assert.Same(first, run.Source.Observer); // it left the source alone
        }

        foreach (var value in Scenario)
        {
            first.OnNext(value);
            if (run.Source.Observer != first)
            {
                run.Source.Observer.OnNext(value);
            }

            Assert.Equal(0, run.Account.Imbalance);
            clock.Advance(_step);
        }

        clock.Advance(Settles);
        second?.Dispose();
        first.OnCompleted();
        clock.Advance(_step);
        Assert.NotEmpty(run.Seen.Values);
        Assert.True(run.Seen.IsCompleted);
        run.AssertSettled();
    }

    /// <summary>True where a second subscription is refused for good.</summary>
    protected virtual bool IsForOneSubscription => false;

    [Fact]
    public void Can_be_subscribed_to_again_after_it_was_disposed()
    {
        var clock = ContractClock.Named("2026");
        using Run run = new(this, clock.Scheduler);
        run.Dispose();
        RecordingObserver<TResult> again = new();
        if (IsForOneSubscription)
        {
            Assert.Throws<InvalidOperationException>(() => run.Operated.Subscribe(again));
            return;
        }

        using var second = run.Operated.Subscribe(again);
        foreach (var value in Scenario)
        {
            run.Source.Observer.OnNext(value);
            clock.Advance(_step);
        }

        clock.Advance(Settles);
        run.Source.Observer.OnCompleted();
        clock.Advance(_step);

        Assert.NotEmpty(again.Values);
        Assert.Empty(run.Seen.Values);
        run.AssertSettled();
    }

    [Fact]
    public void Delivers_what_it_counts_as_emitted_however_another_thread_disposes()
    {
        Random random = new(1);
        for (var round = 0; round < Disposals; round++)
        {
            var clock = ContractClock.Named("2026");
            using Run run = new(this, clock.Scheduler);
            using Barrier start = new(2);
            var pause = random.Next(2_000);
            Thread disposer = new(() =>
            {
                start.SignalAndWait();
                Thread.SpinWait(pause);
                run.Dispose();
            });
            disposer.Start();
            start.SignalAndWait();
            foreach (var value in Scenario)
            {
                run.Source.Observer.OnNext(value);
                clock.Advance(_step);
            }

            disposer.Join();
            var delivered = run.Seen.Count;
            clock.Advance(Settles);
            run.Source.Observer.OnNext(Scenario[0]);
            clock.Advance(Settles);

            Assert.Equal(delivered, run.Seen.Count);
            run.AssertSettled();
            if (CountsDeliveries && run.Account.Received + run.Account.Created > 0)
            {
                Assert.Equal(delivered, run.Account.Emitted);
            }
        }
    }
}
