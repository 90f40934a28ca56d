using System.Reactive.Concurrency;

namespace MarketFlow.Tests;

/// <summary>What an operator under test is applied with.</summary>
/// <param name="Clock">Its clock.</param>
/// <param name="Stage">Its account; null where it is to have none.</param>
/// <param name="Hooks">Its delegates.</param>
public sealed record OperatorSetup(IScheduler Clock, LedgerStage? Stage, Hooks Hooks)
{
    /// <summary>The ledger, for what opens stages of its own.</summary>
    public Ledger Ledger { get; init; } = new();
}
