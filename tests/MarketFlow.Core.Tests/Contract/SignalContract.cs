namespace MarketFlow.Tests;

/// <summary>The contract of a generic operator, kept with signals: two keys, two events of each and a repeat.</summary>
public abstract class SignalContract<TResult> : OperatorContract<Signal, TResult>
{
    protected override IReadOnlyList<Signal> Scenario { get; } = [new("A", 1), new("B", 1), new("A", 2), new("B", 2), new("A", 2)];

    protected override IReadOnlyList<string> Delegates => Keys;

    protected override IReadOnlyList<string> Keys => ["keyOf"];

    protected override Signal Distinct(int number) => new($"K{number}", 1);
}
