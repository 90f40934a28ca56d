namespace MarketFlow;

/// <summary>Marks the observers of our own operators: what they throw comes from the consumer at the end of the chain, which is guarded already.</summary>
internal interface IInnerObserver;
