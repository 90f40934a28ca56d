using System.Globalization;

namespace MarketFlow.Tests;

public abstract partial class OperatorContract<T, TResult> : IKeepsMemory
{
    private const int EventsPerStep = 20_000;

    /// <summary>Most bytes that may be left of keys that were forgotten. A bound on the number of keys kept is a reason for more.</summary>
    protected virtual long MostBytesLeft => 500_000;

    /// <summary>How long after its last event a key is forgotten.</summary>
    protected virtual TimeSpan ForgetsAfter => TimeSpan.FromHours(4);

    /// <inheritdoc/>
    public void AssertGivesBackMemory(int keys)
    {
        var clock = ContractClock.Named("2026");
        using Run warm = new(this, clock.Scheduler, keep: 0);
        warm.Source.Observer.OnNext(Distinct(0));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using Run run = new(this, clock.Scheduler, keep: 0);
        var number = 0;
        for (; number < keys; number++)
        {
            run.Source.Observer.OnNext(Distinct(number));
            if (number % EventsPerStep == 0)
            {
                clock.Advance(_step);
            }
        }

        // Keys are forgotten as other events pass.
        for (var round = 0; round < 3; round++)
        {
            clock.Advance(ForgetsAfter);
            for (var i = 0; i < 100; i++)
            {
                run.Source.Observer.OnNext(Distinct(++number));
            }
        }

        clock.Advance(Settles);
        var left = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.True(left <= MostBytesLeft, string.Create(CultureInfo.InvariantCulture, $"{left:N0} bytes are left of {keys:N0} keys; at most {MostBytesLeft:N0} may be."));
        GC.KeepAlive(warm);
        GC.KeepAlive(run);
    }
}
