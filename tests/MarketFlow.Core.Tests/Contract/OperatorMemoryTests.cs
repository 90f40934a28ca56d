using System.Globalization;

namespace MarketFlow.Tests;

/// <summary>Every operator gives back the memory of the keys that it forgot. Runs alone, because it measures the memory of the process.</summary>
[Collection(nameof(AloneCollection))]
public sealed class OperatorMemoryTests
{
    /// <summary>How many keys come: 100,000, or as many as the variable says; CI takes a million.</summary>
    private static readonly int _keys =
        int.Parse(Environment.GetEnvironmentVariable("MARKETFLOW_TEST_KEYS") ?? "100000", CultureInfo.InvariantCulture);

    public static TheoryData<string> Contracts => new(EveryOperatorTests.Contracts.Select(type => type.Name));

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Gives_back_the_memory_of_keys_that_it_forgot(string contract) =>
        ((IKeepsMemory)Activator.CreateInstance(EveryOperatorTests.Contracts.Single(type => type.Name == contract))!).AssertGivesBackMemory(_keys);
}

[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
