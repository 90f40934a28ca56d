using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow;

/// <summary>The statuses of what cancelled trades left behind in detectors of one thread: counted, and passed on to a lane.</summary>
/// <param name="stage">Its account: each status is created and emitted.</param>
internal sealed class NotUndoneStatuses(LedgerStage stage) : IObserver<Status>, IInnerObserver
{
    private volatile IObserver<MarketEvent>? _lane;

    public LedgerStage Stage { get; } = stage;

    /// <summary>The statuses, up to the end of the detectors' stream.</summary>
    public IObservable<MarketEvent> While(IObservable<Detection> found) =>
        Observable
            .Create<MarketEvent>(lane =>
            {
                _lane = lane;
                return Disposable.Create(() => _lane = null);
            })
            .TakeUntil(found.Materialize().Where(each => each.Kind != NotificationKind.OnNext));

    public void OnNext(Status value)
    {
        if (_lane is { } lane)
        {
            Stage.Changed(received: 0, emitted: 1, created: 1);
            lane.OnNext(value);
        }
    }

    public void OnError(Exception error)
    {
        // ends with the detectors
    }

    public void OnCompleted()
    {
        // ends with the detectors
    }
}
