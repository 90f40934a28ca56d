using System.Globalization;

namespace MarketFlow;

/// <summary>A print: so much was traded at such a price.</summary>
public sealed record Trade : MarketEvent
{
    private readonly ValueList<string> _conditions;

    /// <inheritdoc/>
    public override EventType Type => EventType.Trade;

    /// <summary>Price in quote currency; above 0 in all markets but futures, where it may be 0 or negative.</summary>
    public required decimal Price { get; init; }

    /// <summary>Size in shares or base currency; 0 or more, fractions allowed.</summary>
    public required decimal Size { get; init; }

    /// <summary>The exchange as the vendor codes it; null where it names none.</summary>
    public string? Exchange { get; init; }

    /// <summary>The facility that reported an off-exchange trade, as the vendor codes it (Massive <c>trfi</c>); null where it names none.</summary>
    public string? Facility { get; init; }

    /// <summary>The vendor's id, unique per symbol, exchange and facility; none where it gives none.</summary>
    public TradeId Id { get; init; }

    /// <summary>The consolidated tape that carries the symbol, where the vendor says so.</summary>
    /// <value>Default: <see cref="ConsolidatedTape.None"/>. Two condition codes mean different things on different tapes.</value>
    public ConsolidatedTape Tape { get; init; }

    /// <summary>The vendor's condition codes; empty where it gives none.</summary>
    public IReadOnlyList<string> Conditions { get => _conditions.Items; init => _conditions = new(value); }

    /// <summary>The list from which <see cref="Conditions"/> are taken. Decoders set it.</summary>
    /// <value>Default: <see cref="TradeCodes.Unknown"/>; the conditions then restrict nothing (see <see cref="TradeEligibility"/>).</value>
    public TradeCodes Codes { get; init; }

    /// <summary>Symbol, exchange, facility and id, or null where the vendor gave no id.</summary>
    /// <remarks>An id of 0 identifies nothing: vendors write it where they have none, and then every such trade has it.</remarks>
    public override EventKey? Identity => Id.IsNone || Id.IsZero ? null : EventKey.OfTrade(Symbol, Exchange, Facility, Id);

    /// <inheritdoc/>
    public override string? Validate() =>
        base.Validate()
        ?? (decimal.Sign(Size) < 0 ? string.Create(CultureInfo.InvariantCulture, $"Size is {Size}; must be 0 or more.") : null);

    /// <inheritdoc/>
    public override string? ValidatePrices() => MustBePositive("Price", Price);

    private protected override bool HasSameContent(MarketEvent other) =>
        other is Trade trade && Price == trade.Price && Size == trade.Size && Exchange == trade.Exchange && Facility == trade.Facility
        && Id == trade.Id && Tape == trade.Tape && Conditions.SequenceEqual(trade.Conditions);
}
