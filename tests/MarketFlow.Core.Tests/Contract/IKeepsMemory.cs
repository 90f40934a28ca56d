namespace MarketFlow.Tests;

/// <summary>A contract as <see cref="OperatorMemoryTests"/> sees it: the memory of the process can be measured only while nothing else runs.</summary>
internal interface IKeepsMemory
{
    /// <summary>Fails where much memory is left after so many keys came and were forgotten.</summary>
    void AssertGivesBackMemory(int keys);
}
