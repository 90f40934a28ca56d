namespace MarketFlow.Tests;

public sealed class TimePartitionedKeysTests
{
    private const long PerSecond = 1_000_000_000;
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(1);
    private long _now;

    [Fact]
    public void Remembers_no_more_than_two_windows_and_gives_memory_back_after_a_surge()
    {
        var keys = Keys();
        Fill(keys, from: 0, seconds: 10, perSecond: 1_000);
        Assert.InRange(keys.Count, 1_000, 2_100);

        Fill(keys, from: 10, seconds: 2, perSecond: 200_000);
        var (surge, bytes) = (keys.Count, keys.Bytes);
        Assert.InRange(surge, 200_000, 410_000);
        Assert.InRange(bytes / surge, 16, 80);

        Fill(keys, from: 12, seconds: 5, perSecond: 1_000);
        Assert.InRange(keys.Count, 1_000, 2_100);
        Assert.InRange(keys.Bytes, 0, bytes / 20);
    }

    [Fact]
    public void Remembers_a_part_to_which_keys_are_still_added()
    {
        var keys = Keys();
        for (var second = 0; second < 20; second++)
        {
            _now = second * TimeSpan.TicksPerSecond / 2;
            Assert.True(keys.TryAdd(second, time: 7)); // always late, always the same part
            Assert.True(keys.TryAdd(1_000 + second, second * PerSecond));
            Assert.False(keys.TryAdd(second, time: 7));
            Assert.True(second == 0 || !keys.TryAdd(second - 1, time: 7));
        }
    }

    [Fact]
    public void Stays_bounded_where_all_keys_have_one_time()
    {
        var keys = Keys();
        for (var i = 0; i < 100_000; i++)
        {
            _now = i * TimeSpan.TicksPerMillisecond;
            Assert.True(keys.TryAdd(i, time: 7));
            Assert.True(i % 500 != 0 || keys.TryAdd(-1 - i, (i + 1) * PerSecond)); // parts are looked at when others begin
        }

        Assert.InRange(keys.Count, 1_000, 3_500);
        Assert.InRange(keys.Bytes, 0, 300_000);
    }

    [Fact]
    public void Stays_bounded_where_every_key_has_a_time_of_its_own()
    {
        var keys = Keys();
        for (var i = 0; i < 100_000; i++)
        {
            _now = i * TimeSpan.TicksPerMillisecond;
            Assert.True(keys.TryAdd(i, unchecked((long)((ulong)i * 0x9E37_79B9_7F4A_7C15))));
        }

        Assert.InRange(keys.Count, 1_000, 2_100);
    }

    [Fact]
    public void Allocates_nothing_at_a_steady_rate()
    {
        var keys = Keys();
        Fill(keys, from: 0, seconds: 10, perSecond: 10_000);
        var second = 10;

        Assert.Equal(0, Allocation.Least(() => Fill(keys, from: second++, seconds: 1, perSecond: 10_000)));
    }

    [Fact]
    public void Finds_each_key_among_many_of_one_time()
    {
        var keys = Keys();
        foreach (var key in Enumerable.Range(0, 50_000))
        {
            Assert.True(keys.TryAdd(key, time: 7));
        }

        foreach (var key in Enumerable.Range(0, 50_000))
        {
            Assert.False(keys.TryAdd(key, time: 7));
        }
    }

    private TimePartitionedKeys<long> Keys() => new(_window, () => _now, comparer: null);

    private void Fill(TimePartitionedKeys<long> keys, int from, int seconds, int perSecond)
    {
        for (var i = 0L; i < (long)seconds * perSecond; i++)
        {
            var time = (from * PerSecond) + (i * PerSecond / perSecond);
            _now = time / 100;
            keys.TryAdd(time, time);
        }
    }
}
