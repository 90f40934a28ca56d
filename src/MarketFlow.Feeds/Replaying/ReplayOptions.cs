using System.Globalization;

namespace MarketFlow.Feeds;

/// <summary>How a recorded session is replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>How many times faster than it was recorded.</summary>
    /// <value>Above 0; 1 by default. Null: as fast as each socket takes it, in which case connections keep no step with each other.</value>
    public double? Speed { get; init; } = 1;

    /// <summary>How long after the first socket the session starts, where not all recorded connections have sockets by then.</summary>
    /// <value>Zero or more; 10 s by default.</value>
    public TimeSpan StartAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether sockets are closed with 1000 when the session is over. Otherwise they stay open and silent until the client closes.</summary>
    /// <value>False by default.</value>
    public bool CloseAtEnd { get; init; }

    /// <summary>How long a closing handshake may take before the socket is cut.</summary>
    /// <value>Zero or more; 2 s by default.</value>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    internal static void ThrowIfInvalid(ReplayOptions options)
    {
        Require(options.Speed is null or (> 0 and < double.PositiveInfinity), nameof(Speed), options.Speed, "above 0 and finite, or null");
        Require(options.StartAfter >= TimeSpan.Zero, nameof(StartAfter), options.StartAfter, "zero or more");
        Require(options.CloseTimeout >= TimeSpan.Zero, nameof(CloseTimeout), options.CloseTimeout, "zero or more");

        void Require(bool isMet, string property, object? value, string allowed)
        {
            if (!isMet)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(options), value, string.Create(CultureInfo.InvariantCulture, $"Replay: {property} is {value}; must be {allowed}."));
            }
        }
    }
}
