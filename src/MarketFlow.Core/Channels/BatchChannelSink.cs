using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow;

/// <summary>Gathers events on the source's thread and sends batches out from there or, where a wait is over, from the clock's.</summary>
internal sealed class BatchChannelSink<T, TResult> : IObserver<T>, IDisposable
{
    private readonly ChannelStep<T, TResult> _step;
    private readonly IScheduler _clock;
    private readonly SerialDelivery<Work> _delivery;
    private readonly SerialDisposable _timer = new();
    private int _gathered; // the youngest of what waits: the batch in the making
    private long _batchNumber; // tells a timer whether the batch it was set for has gone out already

    public BatchChannelSink(ChannelStep<T, TResult> step, IScheduler clock, IObserver<TResult> downstream)
    {
        _step = step;
        _clock = clock;
        _delivery = new(new Worker(step, downstream));
    }

    public void OnNext(T value)
    {
        var reason = _step.ReasonToRefuse(value, out var fault);
        var isFirst = false;
        var isLast = false;
        long batchNumber;
        lock (_step.Gate)
        {
            batchNumber = _batchNumber;
            reason ??= _step.ReasonNotToHold();
            if (reason is { } removal)
            {
                _step.Account(received: 1, removed: 1, reason: removal);
            }
            else
            {
                _step.Waiting.Enqueue(value);
                _step.Account(received: 1);
                isFirst = ++_gathered == 1;
                isLast = _gathered == _step.Options.BatchSize;
                if (isLast)
                {
                    SendOut();
                }
            }
        }

        if (isFirst)
        {
            _timer.Disposable = _clock.Schedule(
                (Sink: this, BatchNumber: batchNumber), _step.Options.MaxWait, static (_, it) => it.Sink.OnWaitOver(it.BatchNumber));
        }
        else if (isLast)
        {
            _timer.Disposable = Disposable.Empty;
            _delivery.Drain();
        }
        else if (fault is not null)
        {
            ReportInTurn(fault);
        }
    }

    public void OnError(Exception error) => End(() => _delivery.EnqueueError(error));

    public void OnCompleted() => End(_delivery.EnqueueCompleted);

    public void Dispose()
    {
        _timer.Dispose();
        _step.Dispose();
    }

    private IDisposable OnWaitOver(long batchNumber)
    {
        lock (_step.Gate)
        {
            if (batchNumber == _batchNumber)
            {
                SendOut();
            }
        }

        _delivery.Drain();
        return Disposable.Empty;
    }

    private void End(Action enqueueEnd)
    {
        lock (_step.Gate)
        {
            if (_gathered > 0)
            {
                SendOut();
            }

            enqueueEnd();
        }

        _delivery.Drain();
    }

    // Within the gate, so that batches are delivered in the order in which their events wait.
    private void SendOut()
    {
        _delivery.Enqueue(new(_gathered, Rejected: null));
        _gathered = 0;
        _batchNumber++;
    }

    private void ReportInTurn(ChannelFault<T> fault)
    {
        if (_delivery.Waiting >= _step.Options.Capacity || !_delivery.Enqueue(new(BatchSize: 0, fault)))
        {
            _step.Monitor.CountUnheardFault();
        }

        _delivery.Drain();
    }

    private readonly record struct Work(int BatchSize, ChannelFault<T>? Rejected);

    private sealed class Worker(ChannelStep<T, TResult> step, IObserver<TResult> downstream) : IObserver<Work>
    {
        public void OnNext(Work work)
        {
            if (work.Rejected is { } fault)
            {
                step.Report(fault);
            }
            else if (step.TakeBatch(work.BatchSize) is { Length: > 0 } batch)
            {
                step.Process(batch);
            }
        }

        public void OnError(Exception error) => downstream.OnError(error);

        public void OnCompleted() => downstream.OnCompleted();
    }
}
