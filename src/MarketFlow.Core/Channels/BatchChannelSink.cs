using System.Reactive.Concurrency;

namespace MarketFlow;

/// <summary>Gathers events on the source's thread and sends batches out from there or, where a wait is over, from the clock's.</summary>
/// <remarks>
/// The timer is armed outside the gate. A timer that was armed for a batch that has gone out full fires early for the next one, and is
/// armed again for what is left of its wait; so a busy channel needs one timer per wait, not one per batch.
/// </remarks>
internal sealed class BatchChannelSink<T, TResult> : ChannelSink<T, TResult>
{
    private readonly IScheduler _clock;
    private readonly WakeTimer _timer;
    private readonly SerialDelivery<Work> _delivery;
    private int _gathered; // the youngest of what waits: the batch in the making
    private DateTimeOffset _due; // when the batch in the making goes out; of no meaning where there is none
    private bool _isEnding;

    public BatchChannelSink(ChannelStep<T, TResult> step, IScheduler clock, IObserver<TResult> downstream)
        : base(step, downstream)
    {
        _clock = clock;
        _timer = new(clock, OnWoken);
        _delivery = new(new Worker(this));
    }

    public override void OnNext(T value)
    {
        if (Account.IsClosed)
        {
            Account.Refuse();
            return;
        }

        var reason = Step.ReasonToRefuse(value, out var fault);
        var due = DueTime.Never;
        var isFull = false;
        lock (Account.Gate)
        {
            if (_isEnding || Account.IsClosed)
            {
                Account.Refuse();
                return;
            }

            if (reason is null && Account.Waiting.Count >= Step.Options.Capacity)
            {
                reason = RemovalReason.Overflow;
            }

            if (reason is { } removal)
            {
                Account.Settle(held: 0, received: 1, removed: 1, reason: removal);
            }
            else
            {
                Account.Waiting.Enqueue(value);
                Account.Settle(held: 0, received: 1);
                if (++_gathered == 1)
                {
                    due = _due = DueTime.After(_clock.Now, Step.Options.MaxWait);
                }
                else if (_gathered == Step.Options.BatchSize)
                {
                    isFull = true;
                    SendOut();
                }
            }
        }

        if (isFull)
        {
            _delivery.Drain();
        }
        else if (fault is not null)
        {
            ReportInTurn(fault);
        }
        else
        {
            SendOutAt(due);
        }
    }

    protected override void End(Exception? error)
    {
        lock (Account.Gate)
        {
            if (_isEnding)
            {
                return;
            }

            _isEnding = true;
            if (_gathered > 0)
            {
                SendOut();
            }
        }

        if (error is null)
        {
            _delivery.EnqueueCompleted();
        }
        else
        {
            _delivery.EnqueueError(error);
        }

        _delivery.Drain();
    }

    protected override void Release()
    {
        base.Release();
        _timer.Dispose();
    }

    private void OnWoken() => SendOutAt(SendOutDue());

    // A loop, because a scheduler that runs work inline comes back when the time has come.
    private void SendOutAt(DateTimeOffset due)
    {
        while (_timer.Arm(due))
        {
            due = SendOutDue();
        }
    }

    /// <returns>When the batch in the making goes out; never, where there is none.</returns>
    private DateTimeOffset SendOutDue()
    {
        DateTimeOffset due;
        lock (Account.Gate)
        {
            if (_gathered > 0 && _due <= _clock.Now)
            {
                SendOut();
            }

            due = _gathered > 0 ? _due : DueTime.Never;
        }

        _delivery.Drain();
        return due;
    }

    // Within the gate, so that batches are delivered in the order in which their events wait.
    private void SendOut()
    {
        _delivery.Enqueue(new(_gathered, Rejected: null));
        _gathered = 0;
    }

    private void ReportInTurn(ChannelFault<T> fault)
    {
        if (_delivery.Waiting >= Step.Options.Capacity || !_delivery.Enqueue(new(BatchSize: 0, fault)))
        {
            Step.Monitor.CountUnheardFault();
        }

        _delivery.Drain();
    }

    private readonly record struct Work(int BatchSize, ChannelFault<T>? Rejected);

    private sealed class Worker(BatchChannelSink<T, TResult> sink) : IObserver<Work>
    {
        public void OnNext(Work work)
        {
            if (work.Rejected is { } fault)
            {
                sink.Step.Report(fault);
            }
            else if (sink.Account.TakeBatch(work.BatchSize) is { Length: > 0 } batch)
            {
                sink.Step.Process(batch);
            }
        }

        public void OnError(Exception error) => sink.PassOnEnd(error);

        public void OnCompleted() => sink.PassOnEnd(error: null);
    }
}
