namespace MarketFlow;

/// <summary>News about the market or the way to it: halts, limit bands, gaps, staleness, what a client was not sent.</summary>
public sealed record Status : MarketEvent
{
    private readonly ValueList<string> _conditions;

    /// <inheritdoc/>
    public override EventType Type => EventType.Status;

    /// <summary>What it tells, e.g. <c>gap</c>, <c>halt</c>, <c>luld</c> (a limit band), <c>conflated</c>, <c>dropped</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The same in words for a person, or null.</summary>
    public string? Message { get; init; }

    /// <summary>The feed it is about, or null.</summary>
    public string? Feed { get; init; }

    /// <summary>Start of the time it is about, or null.</summary>
    public Timestamp? From { get; init; }

    /// <summary>End of the time it is about, or null.</summary>
    public Timestamp? To { get; init; }

    /// <summary>How many events it is about, or null.</summary>
    public long? Count { get; init; }

    /// <summary>Above this price trading is halted, in quote currency; null where the status is about no limit band.</summary>
    public decimal? LimitUp { get; init; }

    /// <summary>Below this price trading is halted, in quote currency; null where the status is about no limit band.</summary>
    public decimal? LimitDown { get; init; }

    /// <summary>The vendor's codes that say more about it; empty where it gives none.</summary>
    public IReadOnlyList<string> Conditions { get => _conditions.Items; init => _conditions = new(value); }

    /// <summary>The trade that is cancelled or corrected; null in a status of another kind.</summary>
    public TradeChange? Change { get; init; }

    /// <summary>Nothing can be wrong with it: a status about a feed or a client has no symbol.</summary>
    public override string? Validate() => null;

    private protected override bool HasSameContent(MarketEvent other) =>
        other is Status status && Kind == status.Kind && Message == status.Message && Feed == status.Feed
        && From == status.From && To == status.To && Count == status.Count
        && LimitUp == status.LimitUp && LimitDown == status.LimitDown && Conditions.SequenceEqual(status.Conditions)
        && Change?.Trade == status.Change?.Trade;
}
