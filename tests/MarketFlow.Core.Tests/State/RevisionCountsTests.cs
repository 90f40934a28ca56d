namespace MarketFlow.Tests;

public sealed class RevisionCountsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    public void Remembers_the_latest_starts_up_to_its_depth(int depth)
    {
        RevisionCounts counts = new(depth);
        for (var start = 0; start < 3 * depth; start++)
        {
            Assert.Equal(0, counts.Next(start, least: 0));
        }

        for (var start = 2 * depth; start < 3 * depth; start++)
        {
            Assert.Equal(1, counts.Next(start, least: 0));
        }

        Assert.Equal(0, counts.Next((2 * depth) - 1, least: 0));
        Assert.Equal(0, counts.Next((2 * depth) - 1, least: 0)); // older than all that is remembered: never remembered itself
        Assert.Equal(2, counts.Next(2 * depth, least: 0));
    }

    [Fact]
    public void Continues_at_the_lowest_number_that_is_allowed()
    {
        RevisionCounts counts = new(depth: 4);

        Assert.Equal([3, 4, 7, 8], new[] { 3, 0, 7, 7 }.Select(least => counts.Next(1, least)));
    }

    [Fact]
    public void Starts_at_zero_again_once_cleared()
    {
        RevisionCounts counts = new(depth: 4);
        counts.Next(1, least: 0);
        counts.Next(2, least: 0);

        counts.Clear();

        Assert.Equal([0, 0, 1], new long[] { 2, 1, 2 }.Select(start => counts.Next(start, least: 0)));
    }
}
