using System.Reactive.Disposables;

namespace MarketFlow;

/// <summary>One subscription of a channel: takes events from the source and ends once.</summary>
/// <remarks>
/// Nothing is delivered after the end or after disposal, except what another thread had begun to deliver and has entered as emitted.
/// The source is disposed and the stage given back before the end is delivered, so that an observer may subscribe again from within it.
/// </remarks>
internal abstract class ChannelSink<T, TResult>(ChannelStep<T, TResult> step, IObserver<TResult> downstream)
    : IObserver<T>, IInnerObserver, IDisposable
{
    private SingleAssignmentDisposableValue _upstream;

    protected ChannelStep<T, TResult> Step => step;

    protected ChannelAccount<T> Account => step.Account;

    /// <summary>Begins to receive. A source that fails to subscribe ends the stream with its exception.</summary>
    public IDisposable Run(IObservable<T> source)
    {
        _upstream.Disposable = source.SubscribeSafe(this);
        return this;
    }

    public abstract void OnNext(T value);

    public void OnError(Exception error) => End(error);

    public void OnCompleted() => End(error: null);

    public void Dispose()
    {
        Account.TryClose();
        Release();
    }

    /// <summary>The source has ended: what is held is processed first, then <see cref="PassOnEnd"/>.</summary>
    protected abstract void End(Exception? error);

    protected void PassOnEnd(Exception? error)
    {
        if (!Account.TryClose())
        {
            return;
        }

        Release();
        if (error is null)
        {
            downstream.OnCompleted();
        }
        else
        {
            downstream.OnError(error);
        }
    }

    protected virtual void Release() => _upstream.Dispose();
}
