using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace MarketFlow;

/// <summary>The statuses of what cancelled trades left behind in detectors of one thread: counted, and passed on to a lane.</summary>
/// <param name="stage">Its account: each status is created and emitted.</param>
internal sealed class NotUndoneStatuses(LedgerStage stage) : IObserver<Status>
{
    private readonly Subject<MarketEvent> _statuses = new();

    public LedgerStage Stage { get; } = stage;

    /// <summary>The statuses, up to the end of the detectors' stream.</summary>
    public IObservable<MarketEvent> While(IObservable<Detection> found) =>
        _statuses.TakeUntil(found.Materialize().Where(each => each.Kind != NotificationKind.OnNext));

    public void OnNext(Status value)
    {
        Stage.Changed(received: 0, emitted: 1, created: 1);
        _statuses.OnNext(value);
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
