using System.Globalization;

namespace MarketFlow;

/// <summary>Anything a market tells: immutable, with the context it came from.</summary>
/// <remarks>Equality is that of records: all fields, the source included. For "the same print told twice" see <see cref="Identity"/>.</remarks>
public abstract record MarketEvent
{
    private protected MarketEvent()
    {
    }

    /// <summary>What the event is.</summary>
    public abstract EventType Type { get; }

    /// <summary>The vendor's symbol, e.g. <c>MSFT</c>, <c>BRK.A</c>, <c>BTC-USD</c>. Decoders intern it.</summary>
    public required string Symbol { get; init; }

    /// <summary>When it happened, by the exchange's clock (for a bar: the start of its interval).</summary>
    public required Timestamp Time { get; init; }

    /// <summary>True where the event was told again or later than live: sent on subscribe, or fetched to fill a gap.</summary>
    public bool IsBackfill { get; init; }

    /// <summary>Feed, connection, sequence, receive time and the vendor's original bytes.</summary>
    public SourceContext Source { get; init; }

    /// <summary>The identity the vendor gives the event, or null where it gives none.</summary>
    public virtual EventKey? Identity => null;

    /// <summary>Compares events by what they tell, without their source and backfill mark: for feeds without identity.</summary>
    public static IEqualityComparer<MarketEvent> ContentComparer { get; } = new ByContent();

    /// <summary>Checks the event against the rules of its kind that hold in every market. The sign of prices is not one: see <see cref="ValidatePrices"/>.</summary>
    /// <returns>Null where it is valid; otherwise a sentence that names the field, its value and what is allowed.</returns>
    public virtual string? Validate() => Symbol.Length == 0 ? "Symbol is empty; must name what is traded." : null;

    /// <summary>Checks prices against the rule of markets in which no price is zero or negative: all but futures.</summary>
    /// <returns>Null where they keep it; otherwise a sentence that names the field, its value and what is allowed.</returns>
    /// <remarks>A side of a quote may be 0, which means that it is empty. Detectors skip events that break the rule, for they take ratios of prices.</remarks>
    public virtual string? ValidatePrices() => null;

    /// <summary>An equal event that keeps its own original bytes alone, for whoever keeps events long after their frame.</summary>
    public MarketEvent Detached() =>
        Source.RetainedBytes == Source.Original.Length ? this : this with { Source = Source.Detached() };

    private protected static string? MustBePositive(string field, decimal value) =>
        decimal.Sign(value) <= 0 ? string.Create(CultureInfo.InvariantCulture, $"{field} is {value}; must be above 0.") : null;

    private protected abstract bool HasSameContent(MarketEvent other);

    /// <summary>Bits of a hash that are equal for events of equal content.</summary>
    private protected virtual ulong ContentBits => (ulong)Time.UnixNanoseconds;

    /// <summary>True where <see cref="Time"/> is part of the content.</summary>
    private protected virtual bool HasTimeInContent => true;

    private sealed class ByContent : IEqualityComparer<MarketEvent>
    {
        public bool Equals(MarketEvent? x, MarketEvent? y) =>
            ReferenceEquals(x, y)
            || (x is not null && y is not null && x.Type == y.Type && (x.Time == y.Time || !x.HasTimeInContent) && x.Symbol == y.Symbol && x.HasSameContent(y));

        // Type, symbol and time tell nearly all events apart; the rest is compared on a hit.
        public int GetHashCode(MarketEvent obj) =>
            (int)(TextHash.Mix(TextHash.Add((ulong)obj.Type, obj.Symbol) ^ obj.ContentBits) >> 32);
    }
}
