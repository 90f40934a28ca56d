namespace MarketFlow;

/// <summary>The bars of one symbol that are equally long: what a history is kept of.</summary>
internal readonly record struct BarSeries(string Symbol, TimeSpan Interval);
