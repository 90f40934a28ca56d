namespace MarketFlow;

/// <summary>The vendor's estimate of what something is worth: not a traded price.</summary>
public sealed record FairMarketValue : MarketEvent
{
    /// <inheritdoc/>
    public override EventType Type => EventType.FairMarketValue;

    /// <summary>The estimate, in quote currency; above 0 in all markets but futures.</summary>
    public required decimal Price { get; init; }

    /// <inheritdoc/>
    public override string? ValidatePrices() => MustBePositive("Price", Price);

    private protected override bool HasSameContent(MarketEvent other) => other is FairMarketValue value && Price == value.Price;
}
