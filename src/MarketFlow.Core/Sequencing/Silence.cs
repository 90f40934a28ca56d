namespace MarketFlow;

/// <summary>Something that should talk and does not: told when it has been silent for too long, and once more when it talks again.</summary>
/// <typeparam name="TKey">Who is silent: a connection, a feed, a symbol.</typeparam>
/// <param name="Key">Who is silent.</param>
/// <param name="Since">When it was last heard, by the operator's clock; where it never was, when listening began.</param>
/// <param name="DetectedAt">When it had been silent for too long, by the operator's clock; the same when its end is reported.</param>
/// <param name="EndedAt">When it talked again, by the operator's clock; null while it is silent.</param>
public sealed record Silence<TKey>(TKey Key, DateTimeOffset Since, DateTimeOffset DetectedAt, DateTimeOffset? EndedAt = null)
{
    /// <summary>True once it has talked again.</summary>
    public bool HasEnded => EndedAt is not null;
}
