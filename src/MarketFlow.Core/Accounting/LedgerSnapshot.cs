namespace MarketFlow;

/// <summary>What all stages' accounts said, each at one instant of its own.</summary>
/// <param name="stages">The stages in the order in which they were opened.</param>
/// <param name="inTransit">Events that one stage emitted and the next has not received.</param>
public sealed class LedgerSnapshot(IReadOnlyList<LedgerStageSnapshot> stages, long inTransit)
{
    /// <summary>The stages in the order in which they were opened.</summary>
    public IReadOnlyList<LedgerStageSnapshot> Stages { get; } = stages;

    /// <summary>Σ |imbalance| over the stages: 0 at every instant, also under load.</summary>
    public long Imbalance { get; } = stages.Sum(stage => Math.Abs(stage.Imbalance));

    /// <summary>
    /// Events that one stage emitted and the next has not received. 0 whenever nothing flows: then it proves that nothing was lost
    /// between the stages. Under load it is off by what passes while the stages are read one after the other.
    /// </summary>
    public long InTransit { get; } = inTransit;

    /// <summary>One stage's account.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">No stage has this name.</exception>
    public LedgerStageSnapshot this[string name] =>
        Stages.FirstOrDefault(stage => stage.Name == name)
        ?? throw new ArgumentException($"No stage is named \"{name}\"; there are {string.Join(", ", Stages.Select(stage => stage.Name))}.", nameof(name));
}
