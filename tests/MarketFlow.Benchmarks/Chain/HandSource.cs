namespace MarketFlow.Benchmarks;

/// <summary>A source for one subscriber, with nothing in between: what is measured is the chain behind it.</summary>
internal sealed class HandSource<T> : IObservable<T>, IDisposable
{
    private IObserver<T>? _observer;

    public IDisposable Subscribe(IObserver<T> observer)
    {
        _observer = observer;
        return this;
    }

    public void OnNext(T value) => _observer!.OnNext(value);

    public void Dispose()
    {
    }
}
