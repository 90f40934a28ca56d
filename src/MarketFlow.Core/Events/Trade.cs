using System.Globalization;

namespace MarketFlow;

/// <summary>A print: so much was traded at such a price.</summary>
public sealed record Trade : MarketEvent
{
    /// <inheritdoc/>
    public override EventType Type => EventType.Trade;

    /// <summary>Price in quote currency; above 0 in all markets but futures, where it may be 0 or negative.</summary>
    public required decimal Price { get; init; }

    /// <summary>Size in shares or base currency; 0 or more, fractions allowed.</summary>
    public required decimal Size { get; init; }

    /// <summary>The exchange as the vendor codes it; null where it names none.</summary>
    public string? Exchange { get; init; }

    /// <summary>The vendor's id, unique per symbol and exchange; none where it gives none.</summary>
    public TradeId Id { get; init; }

    /// <summary>The vendor's condition codes; empty where it gives none.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>Symbol, exchange and id, or null where the vendor gave no id.</summary>
    public override EventKey? Identity => Id.IsNone ? null : EventKey.OfTrade(Symbol, Exchange, Id);

    /// <inheritdoc/>
    public override string? Validate() =>
        base.Validate()
        ?? (decimal.Sign(Size) < 0 ? string.Create(CultureInfo.InvariantCulture, $"Size is {Size}; must be 0 or more.") : null);

    /// <inheritdoc/>
    public override string? ValidatePrices() => MustBePositive("Price", Price);

    private protected override bool HasSameContent(MarketEvent other) =>
        other is Trade trade && Price == trade.Price && Size == trade.Size && Exchange == trade.Exchange && Id == trade.Id
        && Conditions.SequenceEqual(trade.Conditions);
}
