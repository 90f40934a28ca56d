using System.Text;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

/// <summary>The page lists every fault there is, and its example is a script.</summary>
public sealed class FaultScriptPageTests
{
    private readonly string _page = File.ReadAllText(Path.Combine(RecordedSession.RepositoryRoot(), "docs", "reference", "fault-scripts.md"));

    [Fact]
    public void Its_example_can_be_read()
    {
        var example = _page.Split("```json")[1].Split("```")[0];

        Assert.Equal(
            [FaultKind.Drop, FaultKind.Silent, FaultKind.Duplicate, FaultKind.CapNewcomer, FaultKind.Surge],
            FaultScript.Parse(Encoding.UTF8.GetBytes(example)).Faults.Select(fault => fault.Kind));
    }

    [Fact]
    public void It_tells_of_every_fault()
    {
        var refused = Assert.Throws<FormatException>(() => FaultScript.Parse("""{"faults":[{}]}"""u8.ToArray())).Message;
        var names = refused.Split("must be one of ")[1].TrimEnd('.').Split(", ");

        Assert.Equal(Enum.GetValues<FaultKind>().Length, names.Length);
        Assert.All(names, name => Assert.Contains($"`{name}`", _page, StringComparison.Ordinal));
    }
}
