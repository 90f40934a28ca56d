namespace MarketFlow.Tests;

/// <summary>Tests that measure the whole heap, and so run while no others do.</summary>
[CollectionDefinition(nameof(WholeHeap), DisableParallelization = true)]
public sealed class WholeHeap;
