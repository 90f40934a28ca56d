namespace MarketFlow;

/// <summary>A part of one trading day. What a detector knows of a symbol, it knows of one period: where the period changes, it begins anew.</summary>
/// <param name="Date">The exchange's local date.</param>
/// <param name="Part">The part of that day.</param>
public readonly record struct TradingPeriod(DateOnly Date, TradingPart Part);
