using System.Globalization;

namespace MarketFlow;

/// <summary>Best bid and ask. One side may be empty (price 0); crossed quotes exist and are passed on.</summary>
public sealed record Quote : MarketEvent
{
    private readonly ValueList<string> _conditions;

    /// <inheritdoc/>
    public override EventType Type => EventType.Quote;

    /// <summary>Highest price a buyer offers, in quote currency; 0 where nobody does. Negative prices exist for futures.</summary>
    public required decimal BidPrice { get; init; }

    /// <summary>Size wanted at the bid; null where the vendor does not tell.</summary>
    public decimal? BidSize { get; init; }

    /// <summary>Lowest price a seller asks, in quote currency; 0 where nobody does.</summary>
    public required decimal AskPrice { get; init; }

    /// <summary>Size offered at the ask; null where the vendor does not tell.</summary>
    public decimal? AskSize { get; init; }

    /// <summary>The exchange of the bid as the vendor codes it; null where it names none.</summary>
    public string? BidExchange { get; init; }

    /// <summary>The exchange of the ask as the vendor codes it; null where it names none.</summary>
    public string? AskExchange { get; init; }

    /// <summary>The vendor's condition codes; empty where it gives none.</summary>
    public IReadOnlyList<string> Conditions { get => _conditions.Items; init => _conditions = new(value); }

    /// <inheritdoc/>
    public override string? Validate() =>
        base.Validate()
        ?? NotNegative("BidSize", BidSize ?? 0) ?? NotNegative("AskSize", AskSize ?? 0);

    /// <inheritdoc/>
    public override string? ValidatePrices() => NotNegative("BidPrice", BidPrice) ?? NotNegative("AskPrice", AskPrice);

    private static string? NotNegative(string field, decimal value) =>
        decimal.Sign(value) < 0 ? string.Create(CultureInfo.InvariantCulture, $"{field} is {value}; must be 0 or more.") : null;

    private protected override bool HasSameContent(MarketEvent other) =>
        other is Quote quote && BidPrice == quote.BidPrice && AskPrice == quote.AskPrice && BidSize == quote.BidSize && AskSize == quote.AskSize
        && BidExchange == quote.BidExchange && AskExchange == quote.AskExchange && Conditions.SequenceEqual(quote.Conditions);
}
