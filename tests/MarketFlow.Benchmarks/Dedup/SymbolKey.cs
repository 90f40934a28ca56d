namespace MarketFlow.Benchmarks;

/// <summary>The key that a caller writes down without much thought.</summary>
public readonly record struct SymbolKey(int Symbol, long Sequence);
