namespace MarketFlow.Tests;

public sealed class RecentGroupsTests
{
    private readonly RecentGroups<string, List<int>> _groups = new(max: 2, create: () => [], clear: state => state.Clear());

    [Fact]
    public void Keeps_the_state_of_each_group()
    {
        _groups["a"].Add(1);
        _groups["b"].Add(2);

        Assert.Equal([1], _groups["a"]);
        Assert.Equal([2], _groups["b"]);
        Assert.Equal(2, _groups.Count);
    }

    [Fact]
    public void Forgets_the_group_longest_not_asked_for()
    {
        _groups["a"].Add(1);
        _groups["b"].Add(2);
        _ = _groups["a"];
        _groups["c"].Add(3);

        Assert.Equal(2, _groups.Count);
        Assert.Equal([1], _groups["a"]);
        Assert.Equal([3], _groups["c"]);
        Assert.Empty(_groups["b"]);
    }

    [Fact]
    public void Gives_the_cleared_state_of_a_forgotten_group_to_the_next()
    {
        var first = _groups["a"];
        first.Add(1);
        _ = _groups["b"];

        Assert.Same(first, _groups["c"]);
        Assert.Empty(first);
    }

    [Fact]
    public void Keeps_one_group_where_one_is_allowed()
    {
        RecentGroups<string, List<int>> one = new(max: 1, create: () => [], clear: state => state.Clear());
        one["a"].Add(1);
        one["a"].Add(2);
        Assert.Equal([1, 2], one["a"]);

        Assert.Empty(one["b"]);
        Assert.Equal(1, one.Count);
    }
}
