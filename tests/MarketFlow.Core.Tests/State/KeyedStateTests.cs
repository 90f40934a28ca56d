namespace MarketFlow.Tests;

public sealed class KeyedStateTests
{
    private static readonly DateTimeOffset _start = DateTimeOffset.UnixEpoch;
    private static readonly TimeSpan _idleAfter = TimeSpan.FromSeconds(10);

    /// <summary>A comparer that fails on the second question: the state must know a key everywhere or nowhere.</summary>
    [Fact]
    public void Knows_a_key_everywhere_or_nowhere_where_its_hash_code_throws_late()
    {
        var asked = 0;
        KeyedState<int, string> state = new(_idleAfter, EqualityComparer<string>.Create(
            (x, y) => x == y, x => x == "?" && ++asked == 2 ? throw new InvalidOperationException() : 7));
        state.Put("a", 1, _start);

        Assert.Throws<InvalidOperationException>(() => state.Put("?", 2, _start));

        Assert.Equal([1], state.ToArray().Select(entry => entry.Value));
        state.Put("b", 3, _start);
        Assert.Equal([1, 3], state.ToArray().Select(entry => entry.Value));
        state.ForgetIdle(_start + _idleAfter);
        Assert.Equal(0, state.Count);
    }

    [Fact]
    public void Goes_from_the_first_instant_to_the_last()
    {
        KeyedState<int, string> state = new(TimeSpan.MaxValue, comparer: null);
        state.Put("a", 1, DateTimeOffset.MinValue);
        state.ForgetIdle(DateTimeOffset.MaxValue);

        Assert.Equal(1, state.Count);
        Assert.False(state.TryTakeSettled(DateTimeOffset.MaxValue, TimeSpan.MaxValue, out _, out _));
        Assert.True(state.TryTakeSettled(DateTimeOffset.MaxValue, TimeSpan.Zero, out var key, out var value));
        Assert.Equal(("a", 1), (key, value));
    }

    [Fact]
    public void Allocates_nothing_where_known_keys_change()
    {
        KeyedState<int, int> state = new(_idleAfter, comparer: null);

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                state.ForgetIdle(_start);
                state.Put(i % 100, i, _start);
            }
        }));
    }
}
