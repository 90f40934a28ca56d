namespace MarketFlow;

/// <summary>Who is lost when a lane is full.</summary>
public enum Overflow
{
    /// <summary>The event that has waited longest (removed as <c>overflow</c>): for trades and whatever loses value with age.</summary>
    DropOldest,

    /// <summary>The event that arrives (removed as <c>overflow</c>): what was accepted stays accepted.</summary>
    DropNewest,

    /// <summary>
    /// Older events of the same key (removed as <c>conflated</c>): for quotes, bars, values, of which only the latest counts.
    /// Needs a key: see <see cref="Lane{T}.ConflatedBy{TKey}"/>. What has no key, or finds none of its key waiting, drops the oldest.
    /// </summary>
    Conflate,

    /// <summary>Everybody: the merge emits what waits and ends with a <see cref="LaneOverflowException"/>.</summary>
    Fail,
}
