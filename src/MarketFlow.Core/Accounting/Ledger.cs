using System.Collections.Immutable;

namespace MarketFlow;

/// <summary>Accounts for every event: what each stage received, emitted, removed (and why) and holds.</summary>
/// <remarks>
/// Open a stage, hand it to the operator that works there, and read <see cref="Snapshot"/> from any thread.
/// Law: for every stage and for the whole, received + created = emitted + Σ removed + held.
/// Memory: fixed per stage; stages are never closed.
/// </remarks>
public sealed class Ledger
{
    private ImmutableList<LedgerStage> _stages = [];

    /// <summary>Opens the account of a stage. Thread-safe.</summary>
    /// <param name="name">Its name, unique in this ledger.</param>
    /// <param name="after">The stages whose emitted events it receives; none where events enter here.</param>
    /// <exception cref="ArgumentException">The name is empty or taken, or a stage of <paramref name="after"/> is of another ledger.</exception>
    public LedgerStage Stage(string name, params IReadOnlyList<LedgerStage> after)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(after);
        var stage = new LedgerStage(name, [.. after]);
        ImmutableInterlocked.Update(ref _stages, stages =>
            stages.Exists(other => other.Name == name)
                ? throw new ArgumentException($"A stage named \"{name}\" is open already; names must be unique.", nameof(name))
                : after.All(stages.Contains)
                    ? stages.Add(stage)
                    : throw new ArgumentException($"Stage \"{name}\" follows a stage that is not of this ledger.", nameof(after)));
        return stage;
    }

    /// <summary>All accounts as of now. Never blocks an operator.</summary>
    public LedgerSnapshot Snapshot()
    {
        var stages = _stages;
        var snapshots = stages.ConvertAll(stage => stage.Snapshot());
        return new(snapshots, Transit.Count(stages, snapshots));
    }
}
