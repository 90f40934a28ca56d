using System.Collections.Concurrent;

namespace MarketFlow.Feeds;

/// <summary>Hands on what several connections report, one at a time, without any of them waiting.</summary>
internal sealed class FaultReporter(IObserver<FeedFault> observer)
{
    private readonly ConcurrentQueue<FeedFault> _waiting = new();
    private int _unreported;
    private volatile bool _isBroken;

    /// <summary>Whoever finds nobody reporting reports for the others too.</summary>
    public void Report(FeedFault fault)
    {
        if (_isBroken)
        {
            return;
        }

        _waiting.Enqueue(fault);
        if (Interlocked.Increment(ref _unreported) > 1)
        {
            return;
        }

        do
        {
            _waiting.TryDequeue(out var next);
            try
            {
                observer.OnNext(next!);
            }
            catch
            {
                _isBroken = true; // an observer that throws has left the Rx grammar; nothing may gather for it
                throw;
            }
        }
        while (Interlocked.Decrement(ref _unreported) > 0);
    }
}
