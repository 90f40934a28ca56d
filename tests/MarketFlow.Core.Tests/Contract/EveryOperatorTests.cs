using System.Reflection;

namespace MarketFlow.Tests;

/// <summary>Every operator of Core keeps the contract.</summary>
public sealed class EveryOperatorTests
{
    /// <summary>The contracts of all operators.</summary>
    internal static IReadOnlyList<Type> Contracts { get; } =
        [.. typeof(EveryOperatorTests).Assembly.GetTypes().Where(type => !type.IsAbstract && typeof(IKeepsMemory).IsAssignableFrom(type))];

    [Fact]
    public void Has_a_contract()
    {
        var operators = typeof(FlowOperators).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(method => method.Name);
        var names = Contracts.Select(type => (string)type.GetProperty(nameof(DeduplicateContractTests.Operator))!.GetValue(Activator.CreateInstance(type))!);

        Assert.Empty(operators.Except(names));
    }
}
