namespace MarketFlow;

/// <summary>Processes each event as it comes, on the source's thread.</summary>
internal sealed class ImmediateChannelSink<T, TResult>(ChannelStep<T, TResult> step, IObserver<TResult> downstream)
    : ChannelSink<T, TResult>(step, downstream)
{
    private T[]? _spareBatch = new T[1];
    private bool _hasEnded;
    private Exception? _error;

    public override void OnNext(T value)
    {
        if (_hasEnded || !Account.TryEnter())
        {
            Account.Refuse();
            return;
        }

        try
        {
            Handle(value);
        }
        finally
        {
            if (Account.Leave() && _hasEnded)
            {
                PassOnEnd(_error);
            }
        }
    }

    // Where a consumer ends the source from within a result, the batch's other results go out first.
    protected override void End(Exception? error)
    {
        if (_hasEnded)
        {
            return;
        }

        (_hasEnded, _error) = (true, error);
        if (!Account.IsInProcess)
        {
            PassOnEnd(error);
        }
    }

    private void Handle(T value)
    {
        if (Step.ReasonToRefuse(value, out var fault) is { } reason)
        {
            Account.Settle(held: 0, received: 1, removed: 1, reason: reason);
            if (fault is not null)
            {
                Step.Report(fault);
            }

            return;
        }

        var batch = _spareBatch ?? new T[1]; // in use by an event further up the stack where the source re-enters
        _spareBatch = null;
        batch[0] = value;
        Step.Process(batch, received: 1);
        _spareBatch = batch;
    }
}
