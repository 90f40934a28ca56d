namespace MarketFlow.Tests;

/// <summary>A stream made of what subscribing does, with nothing between operator and observer.</summary>
internal sealed class SubscribingObservable<T>(Func<IObserver<T>, IDisposable> subscribe) : IObservable<T>
{
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return subscribe(observer);
    }
}
