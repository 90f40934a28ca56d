namespace MarketFlow;

/// <summary>A stream whose subscription itself unsubscribes a consumer that throws: a guard of its own would cost time per event.</summary>
/// <remarks>
/// The subscription also detaches an observer that is <see cref="IDetachable"/>, and throws from Subscribe what the consumer threw meanwhile.
/// </remarks>
/// <param name="subscribe">Begins a subscription, and returns what ends it.</param>
internal sealed class GuardedObservable<T>(Func<IObserver<T>, IDisposable> subscribe) : IObservable<T>, IGuardedStream
{
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return subscribe(observer);
    }
}
