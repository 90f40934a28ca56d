namespace MarketFlow.Host;

/// <summary>The lists of <c>stock_data</c>; a message carries its own as <see cref="SharedMessage.Part"/>.</summary>
internal enum StockList
{
    Highs,
    Lows,
    TrendingUp,
    TrendingDown,
    SurgingUp,
    SurgingDown,
}
