using System.Globalization;

namespace MarketFlow;

/// <summary>The vendor's estimate of what something is worth: not a traded price.</summary>
public sealed record FairMarketValue : MarketEvent
{
    /// <inheritdoc/>
    public override EventType Type => EventType.FairMarketValue;

    /// <summary>The estimate, in quote currency; above 0.</summary>
    public required decimal Price { get; init; }

    /// <inheritdoc/>
    public override string? Validate() =>
        base.Validate() ?? (Price <= 0 ? string.Create(CultureInfo.InvariantCulture, $"Price is {Price}; must be above 0.") : null);

    private protected override bool HasSameContent(MarketEvent other) => other is FairMarketValue value && Price == value.Price;
}
