namespace MarketFlow;

/// <summary>The stream that an operator returns: each subscription gets a sink, and so a state, of its own.</summary>
internal sealed class SinkObservable<T, TResult>(IObservable<T> source, Func<IObserver<TResult>, Sink<T, TResult>> sinkFor)
    : IObservable<TResult>, IGuardedStream
{
    public IDisposable Subscribe(IObserver<TResult> observer) =>
        DetachingObserver<TResult>.Subscribe(observer, guarded => sinkFor(guarded).Run(source));
}
