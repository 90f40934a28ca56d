namespace MarketFlow.Host;

/// <summary>How much one lane holds, and for how long.</summary>
internal sealed record LaneLimits
{
    /// <summary>Most events it holds. Beyond it the oldest is lost, or conflated where the lane's kind of event can be.</summary>
    /// <value>1 to 10,000,000; default by lane: 65,536 for tick, 16,384 for bars, 8,192 for the others.</value>
    public int? Capacity { get; init; }

    /// <summary>Events received longer ago than this are lost as expired when their turn comes.</summary>
    /// <value>1 ms to 1 hour; default 120 s.</value>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The lane with these limits.</summary>
    public LaneOptions In(LaneOptions lane) => lane with { Capacity = Capacity ?? lane.Capacity, MaxAge = MaxAge ?? lane.MaxAge };

    public IEnumerable<string> Validate(string name)
    {
        if (Capacity is < 1 or > 10_000_000)
        {
            yield return FormattableString.Invariant($"Lanes:{name}:{nameof(Capacity)} is {Capacity}; must be 1 to 10,000,000.");
        }

        if (MaxAge < TimeSpan.FromMilliseconds(1) || MaxAge > TimeSpan.FromHours(1))
        {
            yield return $"Lanes:{name}:{nameof(MaxAge)} is {MaxAge}; must be 1 ms to 1 hour.";
        }
    }
}
