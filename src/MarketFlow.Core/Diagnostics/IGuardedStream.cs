namespace MarketFlow;

/// <summary>Marks our own streams: each unsubscribes a consumer that throws, and detaches an observer that is <see cref="IDetachable"/>.</summary>
internal interface IGuardedStream;
