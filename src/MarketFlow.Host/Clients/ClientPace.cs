using System.Reactive.Concurrency;

namespace MarketFlow.Host;

/// <summary>How far a client lags behind: the age of the oldest event of its latest send, or of the one that is under way.</summary>
/// <remarks>Written by the client's sender, read by any thread. Costs a look at the clock per send.</remarks>
/// <param name="ages">Takes the age of each send; null where nobody wants to know.</param>
/// <param name="clock">Supplies "now". No work is scheduled on it.</param>
internal sealed class ClientPace(DeliveryAges? ages, IScheduler clock)
{
    private readonly List<EventTrace> _traced = [];
    private EventType _type;
    private long _underWaySince;
    private long _lagTicks = -1;

    /// <summary>The lag; null before the first event was sent.</summary>
    public TimeSpan? Lag =>
        Volatile.Read(ref _underWaySince) is var since and not 0 ? AgeOf(since)
        : Volatile.Read(ref _lagTicks) is var ticks and >= 0 ? new(ticks)
        : null;

    /// <summary>A send begins.</summary>
    /// <param name="batch">What is sent; the first is what waited longest.</param>
    public void Begin(List<SharedMessage> batch)
    {
        var first = batch[0];
        _type = first.Key.Type;
        Volatile.Write(ref _underWaySince, first.ReceivedAt.UnixNanoseconds);
        if (ages is { IsTracing: true })
        {
            _traced.AddRange(batch.Select(message => message.Trace).OfType<EventTrace>());
        }
    }

    /// <summary>The socket has taken all of it.</summary>
    public void End()
    {
        if (_underWaySince != 0)
        {
            var age = AgeOf(_underWaySince);
            ages?.Sent(_type, age);
            Volatile.Write(ref _lagTicks, age.Ticks);
            Volatile.Write(ref _underWaySince, 0);
        }

        foreach (var trace in _traced)
        {
            trace.Passed(DeliveryAges.Stage, clock.Now);
        }

        _traced.Clear();
    }

    private TimeSpan AgeOf(long since) => TimeSpan.FromTicks(Math.Max(0, (((Timestamp)clock.Now).UnixNanoseconds - since) / TimeSpan.NanosecondsPerTick));
}
