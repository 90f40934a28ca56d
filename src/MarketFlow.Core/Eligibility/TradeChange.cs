namespace MarketFlow;

/// <summary>What a cancel or a correction says about a trade that was reported before.</summary>
public sealed record TradeChange
{
    /// <summary>The identity of the trade: <see cref="MarketEvent.Identity"/> of the event that reported it.</summary>
    public required EventKey Trade { get; init; }

    /// <summary>The exchange of the trade, as the vendor codes it; null where it names none.</summary>
    public string? Exchange { get; init; }

    /// <summary>The vendor's id of the trade.</summary>
    public required TradeId Id { get; init; }

    /// <summary>The price that was reported, in quote currency; null where the vendor does not repeat it.</summary>
    public decimal? Price { get; init; }

    /// <summary>The trade that takes its place; null where the trade is cancelled.</summary>
    /// <remarks>Its <see cref="MarketEvent.Time"/> is that of the correction. What knows the time of the original trade uses that.</remarks>
    public Trade? Corrected { get; init; }
}
