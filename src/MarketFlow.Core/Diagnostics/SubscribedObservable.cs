namespace MarketFlow;

/// <summary>A stream made of what subscribing does.</summary>
/// <remarks>
/// What <c>Observable.Create</c> is, without the observer that it puts between the two, which costs 10 ns per event. So whoever makes
/// one sees to it himself that nothing is delivered after the end or after disposal, and that the end disposes of the sources.
/// </remarks>
/// <param name="subscribe">Begins a subscription, and gives what ends it.</param>
internal sealed class SubscribedObservable<T>(Func<IObserver<T>, IDisposable> subscribe) : IObservable<T>
{
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return subscribe(observer);
    }
}
