namespace MarketFlow.Host;

/// <summary>Some time in which the rate goes evenly from one value to another.</summary>
/// <param name="Seconds">How long; 0 or more.</param>
/// <param name="From">Events per second at its beginning.</param>
/// <param name="To">Events per second at its end.</param>
internal readonly record struct RateStretch(double Seconds, double From, double To)
{
    /// <summary>How many events are due in its first seconds.</summary>
    public double EventsIn(double seconds) => (From * seconds) + ((To - From) / Math.Max(Seconds, double.Epsilon) * seconds * seconds / 2);
}
