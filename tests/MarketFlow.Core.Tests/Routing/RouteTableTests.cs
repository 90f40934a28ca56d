namespace MarketFlow.Tests;

public sealed class RouteTableTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(40)]
    public void Finds_each_route_it_has_and_no_other(int count)
    {
        var table = TableOf(count);

        for (var route = 0; route < count; route++)
        {
            Assert.True(table.TryGetValue($"route {route}", out var value));
            Assert.Equal(route, value);
        }

        Assert.False(table.TryGetValue($"route {count}", out var none));
        Assert.Equal(0, none);
        Assert.Equal(Enumerable.Range(0, count), table.Values);
    }

    [Fact]
    public void Leaves_a_table_unchanged_when_another_is_made_from_it()
    {
        var table = TableOf(8);

        table.With("route 8", 8);

        Assert.False(table.TryGetValue("route 8", out _));
        Assert.Equal(8, table.Values.Count());
    }

    private static RouteTable<string, int> TableOf(int count) =>
        Enumerable.Range(0, count).Aggregate(RouteTable<string, int>.Empty, (table, route) => table.With($"route {route}", route));
}
