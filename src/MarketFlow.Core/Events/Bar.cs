using System.Globalization;

namespace MarketFlow;

/// <summary>Open, high, low, close and volume of an interval; <see cref="MarketEvent.Time"/> is its start.</summary>
public sealed record Bar : MarketEvent
{
    /// <inheritdoc/>
    public override EventType Type => EventType.Bar;

    /// <summary>Length of the interval, e.g. one minute; above zero.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>First price of the interval, in quote currency.</summary>
    public required decimal Open { get; init; }

    /// <summary>Highest price of the interval.</summary>
    public required decimal High { get; init; }

    /// <summary>Lowest price of the interval.</summary>
    public required decimal Low { get; init; }

    /// <summary>Last price of the interval.</summary>
    public required decimal Close { get; init; }

    /// <summary>Traded size in shares or base currency; 0 or more.</summary>
    public required decimal Volume { get; init; }

    /// <summary>Volume-weighted average price; null where the vendor does not tell.</summary>
    public decimal? Vwap { get; init; }

    /// <summary>Number of trades; null where the vendor does not tell.</summary>
    public long? Trades { get; init; }

    /// <summary>0 for the first telling of this interval; each change after that counts up.</summary>
    public int Revision { get; init; }

    /// <summary>True where <see cref="Revision"/> is the vendor's own, so that it is part of the bar's identity.</summary>
    /// <remarks>Venues that tell the open candle over and over without numbering (HitBTC, Kraken) leave it false.</remarks>
    public bool HasVendorRevision { get; init; }

    /// <summary>Symbol, interval, start and revision, or null where the vendor does not number revisions.</summary>
    public override EventKey? Identity => HasVendorRevision ? EventKey.OfBar(Symbol, Interval, Time, Revision) : null;

    /// <inheritdoc/>
    public override string? Validate() =>
        base.Validate()
        ?? (Interval <= TimeSpan.Zero ? $"Interval is {Interval}; must be above zero." : null)
        ?? Within("Open", Open) ?? Within("Close", Close)
        ?? (Volume < 0 ? string.Create(CultureInfo.InvariantCulture, $"Volume is {Volume}; must be 0 or more.") : null);

    /// <inheritdoc/>
    public override string? ValidatePrices() => MustBePositive("Low", Low);

    private string? Within(string field, decimal value) =>
        value < Low || value > High
            ? string.Create(CultureInfo.InvariantCulture, $"{field} is {value}; must be between Low {Low} and High {High}.")
            : null;

    // The revision is left out: where the vendor gives none, it is ours, counted after deduplication.
    private protected override bool HasSameContent(MarketEvent other) =>
        other is Bar bar && Interval == bar.Interval && Close == bar.Close && Volume == bar.Volume && High == bar.High && Low == bar.Low
        && Open == bar.Open && Vwap == bar.Vwap && Trades == bar.Trades;
}
