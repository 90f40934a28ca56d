namespace MarketFlow;

/// <summary>What an operator knows of one key.</summary>
internal abstract class IdleState<TKey>
{
    /// <summary>Evidence about the key's own time; for <see cref="IdleStates{TKey, TState}"/>.</summary>
    internal ClockEvidence Evidence;

    /// <summary>Whose state it is.</summary>
    public TKey Key { get; init; } = default!;

    /// <summary>How far ahead of <see cref="Newest"/> the key's next event starts over, in nanoseconds.</summary>
    public long IdleAfter { get; init; }

    /// <summary>The time of the newest event of the key, in nanoseconds since the Unix epoch.</summary>
    public long Newest { get; set; }

    /// <summary>Which of all events was the key's last, counted as they arrive.</summary>
    internal long LastArrival { get; set; }

    /// <summary>Where it is listed by silence; null once it is forgotten.</summary>
    internal SilenceEntry<TKey>? Listed { get; set; }

    /// <summary>When the key's last event was received, in nanoseconds since the Unix epoch; <see cref="long.MinValue"/> where it does not say.</summary>
    internal long ReceivedAt { get; set; } = long.MinValue;

    /// <summary>The state of events that are far ahead, until it is known whether their time is right; null where there are none.</summary>
    internal IdleState<TKey>? Ahead { get; set; }

    /// <summary>True while it is the second state of its key, and may prove to be of a wrong time.</summary>
    public bool IsInDoubt { get; internal set; }

    /// <summary>True while something is still to come of it without a further event; then it is not forgotten by arrival.</summary>
    public virtual bool IsPending => false;

    /// <summary>True where an event is so far ahead that the key has been idle.</summary>
    internal bool IsOverAt(long time) => time >= (Newest > long.MaxValue - IdleAfter ? long.MaxValue : Newest + IdleAfter);

    /// <summary>True where an event is as far behind.</summary>
    internal bool IsFarAfter(long time) => time <= (Newest < long.MinValue + IdleAfter ? long.MinValue : Newest - IdleAfter);
}
