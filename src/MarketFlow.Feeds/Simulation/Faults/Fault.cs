namespace MarketFlow.Feeds;

/// <summary>One line of a fault script: what goes wrong, on which connection, when.</summary>
public sealed record Fault
{
    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The connection, counted from 1 as they arrive; null for every one. A surge concerns none.</summary>
    /// <value>1 or more; default null.</value>
    public int? Connection { get; init; }

    /// <summary>When it begins, counted from the opening of the connection; a surge, in the market's own time from its start.</summary>
    /// <value>Zero or more; default zero.</value>
    public TimeSpan At { get; init; }

    /// <summary>How long it lasts; without effect on what happens once (drop, close, refuse) and on the cap, which lasts for ever.</summary>
    /// <value>Above zero; default: for ever.</value>
    public TimeSpan For { get; init; } = TimeSpan.MaxValue;

    /// <summary>Which share of the messages is concerned.</summary>
    /// <value>Above 0, at most 1; default 1.</value>
    public double Share { get; init; } = 1;

    /// <summary>How late messages come (<see cref="FaultKind.Delay"/>); how long one that is held back waits for the one that follows it (<see cref="FaultKind.Reorder"/>).</summary>
    /// <value>Above zero; default 1 s.</value>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many times as much as usual happens (<see cref="FaultKind.Surge"/>).</summary>
    /// <value>Above 0, at most 1,000; default 20.</value>
    public double Times { get; init; } = 20;

    /// <summary>Whether it is on, so long after the connection opened.</summary>
    /// <param name="age">Time since the connection opened.</param>
    public bool IsOn(TimeSpan age) => age >= At && age - At < For;
}
