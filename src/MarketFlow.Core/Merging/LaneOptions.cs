using System.Globalization;

namespace MarketFlow;

/// <summary>How much a lane holds, for how long, and who is lost beyond that.</summary>
public sealed record LaneOptions
{
    /// <summary>The lane's name, e.g. <c>tick</c>; it stands in errors.</summary>
    public required string Name { get; init; }

    /// <summary>Most events the lane holds. Beyond it, <see cref="Overflow"/> decides who is lost.</summary>
    /// <value>At least 1; no default. Rule of thumb: peak events per second × the longest stall you accept, in seconds.</value>
    public required int Capacity { get; init; }

    /// <summary>Who is lost when the lane is full.</summary>
    /// <value>Default: <see cref="Overflow.DropOldest"/>.</value>
    public Overflow Overflow { get; init; } = Overflow.DropOldest;

    /// <summary>Events received longer ago than this are removed as <c>expired</c> when their turn comes, not emitted.</summary>
    /// <value>Above zero; default 120 s. Without effect on a lane that is given no receive times.</value>
    /// <remarks>
    /// Age is the clock's time minus the receive time. It is checked before each run of at most 16 events that are delivered together, so
    /// an event is emitted at most this old plus the time that the consumer takes for 15 others.
    /// An event whose receive time is <see cref="Timestamp.MaxValue"/> has none, and does not expire.
    /// While the clock is outside the years 1678 to 2262 (a virtual clock often begins in year 1), no receive time can be given: the age
    /// of every event then counts from its arrival in the lane; for events that wait when the clock leaves these years, from that moment.
    /// </remarks>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(120);

    internal void Check()
    {
        if (string.IsNullOrEmpty(Name))
        {
            throw new ArgumentException("A lane's Name is empty; must name the lane.", nameof(Name));
        }

        if (Capacity < 1)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Lane \"{Name}\": Capacity is {Capacity}; must be at least 1."), nameof(Capacity));
        }

        if (MaxAge <= TimeSpan.Zero)
        {
            throw new ArgumentException($"Lane \"{Name}\": MaxAge is {MaxAge}; must be above zero.", nameof(MaxAge));
        }

        if (!Enum.IsDefined(Overflow))
        {
            throw new ArgumentException($"Lane \"{Name}\": Overflow is {Overflow}; must be one of {string.Join(", ", Enum.GetNames<Overflow>())}.", nameof(Overflow));
        }
    }
}
