namespace MarketFlow;

/// <summary>What an event is. Channels are chosen by it, never by guessing from an event's fields.</summary>
public enum EventType
{
    /// <summary>A print: <see cref="MarketFlow.Trade"/>.</summary>
    Trade,

    /// <summary>Best bid and ask: <see cref="MarketFlow.Quote"/>.</summary>
    Quote,

    /// <summary>OHLCV of an interval: <see cref="MarketFlow.Bar"/>.</summary>
    Bar,

    /// <summary>The vendor's estimate: <see cref="MarketFlow.FairMarketValue"/>.</summary>
    FairMarketValue,

    /// <summary>What a detector found: <see cref="MarketFlow.Detection"/>.</summary>
    Detection,

    /// <summary>Halts, limit bands, feed gaps, staleness: <see cref="MarketFlow.Status"/>.</summary>
    Status,

    /// <summary>What a vendor tells that MarketFlow has no kind for: <see cref="MarketFlow.VendorMessage"/>.</summary>
    Other,
}
