namespace MarketFlow;

/// <summary>Makes a detection with the context of the event that caused it.</summary>
internal static class Found
{
    /// <param name="cause">What caused it.</param>
    /// <param name="kind">One of <see cref="DetectionKinds"/>.</param>
    /// <param name="price">The price at which it was found.</param>
    /// <param name="direction">Above 0 for up, below 0 for down, 0 for none.</param>
    /// <param name="detail">Its figures.</param>
    public static Detection By(MarketEvent cause, string kind, decimal price, int direction, DetectionDetail detail) => new()
    {
        Symbol = cause.Symbol,
        Time = cause.Time,
        Source = cause.Source,
        IsBackfill = cause.IsBackfill,
        Kind = kind,
        Price = price,
        Direction = direction > 0 ? Detection.Up : direction < 0 ? Detection.Down : null,
        Detail = detail,
    };
}
