namespace MarketFlow;

/// <summary>What a detector found. It carries the source context of the event that caused it.</summary>
public sealed record Detection : MarketEvent
{
    /// <summary>The <see cref="Direction"/> of what rises.</summary>
    public const string Up = "up";

    /// <summary>The <see cref="Direction"/> of what falls.</summary>
    public const string Down = "down";

    /// <inheritdoc/>
    public override EventType Type => EventType.Detection;

    /// <summary>Which detector, one of <see cref="DetectionKinds"/>. It is part of the topic.</summary>
    public required string Kind { get; init; }

    /// <summary>The price at which it was found, in quote currency.</summary>
    public required decimal Price { get; init; }

    /// <summary><see cref="Up"/>, <see cref="Down"/>, or null where the finding has no direction.</summary>
    public string? Direction { get; init; }

    /// <summary>The figures of the finding; null where there are none.</summary>
    public DetectionDetail? Detail { get; init; }

    private protected override bool HasSameContent(MarketEvent other) =>
        other is Detection detection && Kind == detection.Kind && Price == detection.Price && Direction == detection.Direction
        && Detail == detection.Detail;
}
