namespace MarketFlow.Feeds;

/// <summary>What is traded at an endpoint.</summary>
public enum EndpointMarket
{
    /// <summary>Unknown, or several markets at once.</summary>
    Any,

    /// <summary>US stocks. Symbols such as <c>AAPL</c>, <c>BRK.A</c>.</summary>
    Stocks,

    /// <summary>Options on US stocks and indices. Symbols such as <c>O:SPY261218C00600000</c> at Massive, <c>SPY261218C00600000</c> at Alpaca.</summary>
    Options,

    /// <summary>Currency pairs. Symbols such as <c>USD/CNH</c>.</summary>
    Forex,

    /// <summary>Crypto currencies. Symbols such as <c>BTC-USD</c> at Massive, <c>BTC/USD</c> at Alpaca.</summary>
    Crypto,

    /// <summary>Indices. Symbols such as <c>I:SPX</c>.</summary>
    Indices,

    /// <summary>Futures. Symbols such as <c>CLZ6</c>.</summary>
    Futures,

    /// <summary>News articles about symbols.</summary>
    News,
}
