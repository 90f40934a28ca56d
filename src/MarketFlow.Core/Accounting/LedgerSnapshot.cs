namespace MarketFlow;

/// <summary>What all stages' accounts said, each at one instant of its own.</summary>
/// <param name="stages">The stages in the order in which they were opened.</param>
/// <param name="inTransit">Events that the accounts leave unexplained between the stages; see <see cref="InTransit"/>.</param>
public sealed class LedgerSnapshot(IReadOnlyList<LedgerStageSnapshot> stages, long inTransit)
{
    /// <summary>The stages in the order in which they were opened.</summary>
    public IReadOnlyList<LedgerStageSnapshot> Stages { get; } = stages;

    /// <summary>Σ |imbalance| over the stages: 0 at every instant, also under load.</summary>
    public long Imbalance { get; } = stages.Sum(stage => Math.Abs(stage.Imbalance));

    /// <summary>
    /// Events that a stage emitted and no stage after it can have received, plus events that a stage received and no stage before it can
    /// have emitted. Never below 0; 0 whenever nothing flows.
    /// </summary>
    /// <remarks>
    /// It is the smallest number of events lost and invented between the stages that explains all accounts together; one lost and one
    /// invented event make 2. Where several stages emit to the same stages, an event of one can stand for an event of another, as the
    /// accounts cannot tell them apart. Under load it includes what passes while the stages are read one after the other.
    /// </remarks>
    public long InTransit { get; } = inTransit;

    /// <summary>One stage's account.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">No stage has this name.</exception>
    public LedgerStageSnapshot this[string name] =>
        Stages.FirstOrDefault(stage => stage.Name == name)
        ?? throw new ArgumentException($"No stage is named \"{name}\"; there are {string.Join(", ", Stages.Select(stage => stage.Name))}.", nameof(name));
}
