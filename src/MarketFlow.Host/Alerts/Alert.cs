namespace MarketFlow.Host;

/// <summary>An alert that fires, or did: immutable, a copy of how it was.</summary>
internal sealed record Alert
{
    /// <summary>Name and what it is about, e.g. <c>latency:tick</c>. The next one of the same thing has the same.</summary>
    public required string Id { get; init; }

    /// <summary>The rule's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about.</summary>
    public required string About { get; init; }

    /// <summary>How bad it is: the worst since it began, and one more where it was escalated.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>Since when the value was too much, without a break; the alert fired when that had lasted long enough.</summary>
    public required Timestamp Since { get; init; }

    /// <summary>When it fired.</summary>
    public required Timestamp FiredAt { get; init; }

    /// <summary>When it was over; null while it fires.</summary>
    public Timestamp? ResolvedAt { get; init; }

    /// <summary>The value in words: the latest while it fires, else the last that was too much.</summary>
    public required string Value { get; init; }

    /// <summary>What is allowed, in words.</summary>
    public required string Allowed { get; init; }

    /// <summary>Both in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>Whether it was made worse by one because nobody acknowledged it.</summary>
    public bool IsEscalated { get; init; }

    /// <summary>Who acknowledged it, and when; null where nobody did.</summary>
    public Acknowledgement? Acknowledged { get; init; }
}
