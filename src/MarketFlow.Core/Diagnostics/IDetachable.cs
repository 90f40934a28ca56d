using System.Runtime.ExceptionServices;

namespace MarketFlow;

/// <summary>An observer of ours that only passes on, but owns a subscription: it relies on the guard before it for a consumer that throws.</summary>
/// <remarks>So one guard serves several of our streams, and one that has a try block anyway costs nothing (<see cref="GuardedObservable{T}"/>).</remarks>
internal interface IDetachable : IInnerObserver
{
    /// <summary>The consumer behind this observer has thrown: ends the subscription. Delivers nothing.</summary>
    /// <param name="thrown">What it threw; the guard throws it to the thread that delivered.</param>
    void Detach(ExceptionDispatchInfo thrown);
}
