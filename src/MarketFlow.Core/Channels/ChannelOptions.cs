namespace MarketFlow;

/// <summary>How a channel gathers events into batches, what it rejects, and when it gives up for a while.</summary>
/// <remarks>Checked by <c>ProcessChannel</c> at the call; a message names the channel, the property, its value and what is allowed.</remarks>
/// <typeparam name="T">What the channel takes.</typeparam>
public sealed record ChannelOptions<T>
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(365);

    /// <summary>The channel's name, as faults and messages tell it.</summary>
    /// <value>Not empty; no default.</value>
    public required string Name { get; init; }

    /// <summary>Most events in a batch. A batch that has as many goes out at once.</summary>
    /// <value>At least 1. Default 1: every event is processed as it comes, on the source's thread, and no timer is ever scheduled.</value>
    public int BatchSize { get; init; } = 1;

    /// <summary>Longest wait of a batch that is not full, counted from its first event. A lone event waits exactly this long.</summary>
    /// <value>0 to 365 days, and positive where <see cref="BatchSize"/> is above 1; without effect where it is 1. Default zero.</value>
    public TimeSpan MaxWait { get; init; }

    /// <summary>
    /// Most events that wait: gathered, or behind a batch that the clock's thread is still busy with. One that comes on top
    /// is removed as <see cref="RemovalReason.Overflow"/>, since a producer is never blocked.
    /// </summary>
    /// <value>At least <see cref="BatchSize"/>; without effect where that is 1, since then nothing waits. Default 65,536.</value>
    public int Capacity { get; init; } = 65_536;

    /// <summary>
    /// Says what is wrong with an event, or null where nothing is. What is rejected costs its neighbours nothing and never opens
    /// the breaker. Where it throws, the event is rejected for that.
    /// </summary>
    /// <value>Called once per event on arrival, on the source's thread. Default null: every event is valid.</value>
    public Func<T, string?>? Validate { get; init; }

    /// <summary>Failures of processing in a row that open the breaker.</summary>
    /// <value>At least 1. Default 5. At 1, a single failure silences the channel for <see cref="BreakerCooldown"/>.</value>
    public int BreakerThreshold { get; init; } = 5;

    /// <summary>
    /// How long the breaker stays open, counted from the failure that opened it. Meanwhile every event is removed as
    /// <see cref="RemovalReason.BreakerOpen"/>: they are dropped and never held back, since old prices are worth less than none.
    /// </summary>
    /// <value>Positive, at most 365 days. Default 60 s.</value>
    public TimeSpan BreakerCooldown { get; init; } = TimeSpan.FromSeconds(60);

    internal static void Check(ChannelOptions<T> options)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.Name, nameof(options));
        Require(options, options.BatchSize >= 1, options.BatchSize, nameof(BatchSize), "at least 1");
        Require(options, options.MaxWait >= TimeSpan.Zero && options.MaxWait <= _longest, options.MaxWait, nameof(MaxWait), "0 to 365 days");
        var hasWait = options.MaxWait > TimeSpan.Zero;
        Require(options, hasWait || options.BatchSize == 1, options.MaxWait, nameof(MaxWait), "positive where BatchSize is above 1");
        var hasRoom = options.Capacity >= options.BatchSize;
        Require(options, hasRoom, options.Capacity, nameof(Capacity), $"at least BatchSize, which is {options.BatchSize}");
        Require(options, options.BreakerThreshold >= 1, options.BreakerThreshold, nameof(BreakerThreshold), "at least 1");
        var cooldown = options.BreakerCooldown;
        Require(options, cooldown > TimeSpan.Zero && cooldown <= _longest, cooldown, nameof(BreakerCooldown), "positive and at most 365 days");
    }

    private static void Require<TValue>(ChannelOptions<T> options, bool isAllowed, TValue value, string property, string allowed)
    {
        if (!isAllowed)
        {
            throw new ArgumentOutOfRangeException(nameof(options), $"Channel \"{options.Name}\": {property} is {value}; must be {allowed}.");
        }
    }
}
