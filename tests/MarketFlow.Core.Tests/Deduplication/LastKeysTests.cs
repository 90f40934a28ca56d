namespace MarketFlow.Tests;

public sealed class LastKeysTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(11)]
    public void Knows_the_last_keys_up_to_its_depth_and_no_older_ones(int depth)
    {
        LastKeys<int> keys = new(depth, EqualityComparer<int>.Default);
        for (var newest = 1; newest <= 4 * depth; newest++)
        {
            keys.Add(newest);

            var known = Enumerable.Range(0, newest + 2).Where(keys.Contains);
            Assert.Equal(Enumerable.Range(Math.Max(1, newest - depth + 1), Math.Min(newest, depth)), known);
        }
    }

    [Fact]
    public void Knows_nothing_at_first_not_even_the_default_key() =>
        Assert.False(new LastKeys<int>(4, EqualityComparer<int>.Default).Contains(0));

    [Fact]
    public void Compares_keys_as_told()
    {
        LastKeys<string> keys = new(4, StringComparer.OrdinalIgnoreCase);
        keys.Add("a");

        Assert.True(keys.Contains("A"));
        Assert.False(keys.Contains("B"));
    }

    [Fact]
    public void Starts_over_once_cleared()
    {
        LastKeys<int> keys = new(3, EqualityComparer<int>.Default);
        foreach (var key in new[] { 1, 2, 3, 4 })
        {
            keys.Add(key);
        }

        keys.Clear();
        Assert.DoesNotContain(true, new[] { 0, 1, 2, 3, 4 }.Select(keys.Contains));

        foreach (var key in new[] { 5, 6, 7, 8 })
        {
            keys.Add(key);
        }

        Assert.Equal([6, 7, 8], Enumerable.Range(0, 10).Where(keys.Contains));
    }

    [Fact]
    public void Holds_no_cleared_key_alive()
    {
        LastKeys<object> keys = new(4, EqualityComparer<object>.Default);
        var key = AddOne(keys);

        keys.Clear();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(key.TryGetTarget(out _));
        GC.KeepAlive(keys);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference<object> AddOne(LastKeys<object> keys)
    {
        object key = new();
        keys.Add(key);
        return new(key);
    }
}
