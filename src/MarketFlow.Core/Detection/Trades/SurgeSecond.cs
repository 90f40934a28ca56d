namespace MarketFlow;

/// <summary>What was traded of a symbol in one second.</summary>
/// <param name="Second">Which second, counted from the Unix epoch.</param>
/// <param name="Price">The last price; 0 where no trade set one.</param>
/// <param name="Volume">What was traded in all.</param>
internal readonly record struct SurgeSecond(long Second, decimal Price, decimal Volume);
