namespace MarketFlow;

/// <summary>Something that should have come and did not: told when it is found, and once more if all of it came after all.</summary>
/// <typeparam name="TKey">What it was missed on: a symbol, a feed.</typeparam>
/// <param name="Key">What it was missed on.</param>
/// <param name="From">Time of the last event before it, by the events' own times. What is missing happened no earlier.</param>
/// <param name="To">Time of the first event after it, by the events' own times. What is missing happened no later.</param>
/// <param name="DetectedAt">When it was found, by the operator's clock; the same where it is told once more.</param>
/// <param name="First">First sequence that is missing; null for a gap in time alone.</param>
/// <param name="Last">Last sequence that is missing, itself included; null for a gap in time alone.</param>
/// <param name="Missing">
/// How many sequences are missing, at least 1 until it is closed, then 0; fewer than lie between <paramref name="First"/> and
/// <paramref name="Last"/> where some of those came, and at most <see cref="long.MaxValue"/>. Null for a gap in time alone.
/// </param>
/// <param name="ClosedAt">When the last one that was missing came, by the operator's clock; null while any is missing.</param>
public sealed record Gap<TKey>(
    TKey Key,
    Timestamp From,
    Timestamp To,
    DateTimeOffset DetectedAt,
    long? First = null,
    long? Last = null,
    long? Missing = null,
    DateTimeOffset? ClosedAt = null)
{
    /// <summary>True once all that was missing has come.</summary>
    public bool IsClosed => ClosedAt is not null;
}
