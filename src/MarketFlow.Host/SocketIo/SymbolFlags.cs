namespace MarketFlow.Host;

/// <summary>What else is known of a symbol when it makes a new high or low.</summary>
/// <param name="Trend"><c>up</c> or <c>down</c> while it has a trend, else null.</param>
/// <param name="Surge"><c>up</c> or <c>down</c> while a surge of it is news, else null.</param>
internal readonly record struct SymbolFlags(string? Trend, string? Surge);
