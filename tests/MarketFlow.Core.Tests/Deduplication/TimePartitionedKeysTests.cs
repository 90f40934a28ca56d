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

    /// <summary>A part to which late events are added is looked at again and again, and forgotten once they stop.</summary>
    [Fact]
    public void Forgets_a_part_once_no_keys_are_added_any_more()
    {
        var keys = Keys();
        for (var step = 0; step < 20; step++)
        {
            _now = step * TimeSpan.TicksPerSecond / 2;
            for (var key = 0; key < 5_000; key++)
            {
                keys.TryAdd((step * 5_000) + key, time: 7);
            }
        }

        Assert.InRange(keys.Count, 5_000, 30_000);
        for (var second = 11; second < 16; second++)
        {
            _now = second * TimeSpan.TicksPerSecond;
            keys.TryAdd(-second, second * PerSecond);
        }

        Assert.InRange(keys.Count, 1, 5);
        Assert.InRange(keys.Bytes, 0, 20_000);
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

    /// <summary>One key to each part of time, near one another and far apart; a part is 4 ms here.</summary>
    [Theory]
    [InlineData(5_000_000)]
    [InlineData(PerSecond)]
    public void Takes_no_more_for_a_key_where_times_are_sparse(long apart)
    {
        var ids = Keys();
        TimePartitionedKeys<EventKey> keys = new(_window, () => _now, comparer: null);
        for (var i = 0; i < 100_000; i++)
        {
            Assert.True(ids.TryAdd(i, i * apart));
            Assert.True(keys.TryAdd(EventKey.OfTrade("AAPL", "4", i), i * apart));
        }

        Assert.InRange(ids.Bytes / ids.Count, 8, 8 + 32);
        Assert.InRange(keys.Bytes / keys.Count, 64, 64 + 32);
    }

    [Fact]
    public void Takes_little_more_where_every_part_has_as_many_keys_as_make_it_busy()
    {
        var ids = Keys();
        for (var i = 0; i < 100_000; i++)
        {
            Assert.True(ids.TryAdd(i, i / 16 * PerSecond));
        }

        Assert.InRange(ids.Bytes / ids.Count, 8, 60);
    }

    [Fact]
    public void Stays_bounded_where_nothing_but_keys_of_one_time_comes()
    {
        var keys = Keys();
        for (var i = 0; i < 200_000; i++)
        {
            _now = i * TimeSpan.TicksPerMillisecond;
            Assert.True(keys.TryAdd(i, time: 7));
            Assert.False(keys.TryAdd(i, time: 7));
            Assert.True(i < 999 || !keys.TryAdd(i - 998, time: 7));
        }

        Assert.InRange(keys.Count, 1_000, 2_500);
        Assert.InRange(keys.Bytes, 0, 300_000);
    }

    [Fact]
    public void Forgets_a_busy_part_though_only_keys_of_parts_with_few_keys_follow()
    {
        var keys = Keys();
        Fill(keys, from: 0, seconds: 1, perSecond: 10_000);
        for (var second = 2; second < 6; second++)
        {
            Fill(keys, second, seconds: 1, perSecond: 5);
        }

        Assert.InRange(keys.Count, 5, 12);
        Assert.InRange(keys.Bytes, 0, 20_000);
    }

    /// <summary>
    /// The model: when each key was let through last. Sparse and busy times, late and early ones, mixed; parts become busy in passing,
    /// and every one of their keys is asked for afterwards.
    /// </summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(3, 17)]
    [InlineData(4, 40)]
    [InlineData(5, 400)]
    public void Agrees_with_a_plain_dictionary_of_when_each_key_came(int seed, int keysPerPart)
    {
        Random random = new(seed);
        var keys = Keys();
        Dictionary<long, long> model = [];
        for (var i = 0; i < 60_000; i++)
        {
            _now += random.Next(100) == 0 ? random.Next(2_000_000) : random.Next(2_000);
            var part = random.Next(20) == 0 ? random.Next(-300, 300) : (_now / 42_000) + random.Next(-2, 2);
            var key = (part * 1_000) + random.Next(keysPerPart);
            var isNew = keys.TryAdd(key, part * 4_194_304);
            var age = model.TryGetValue(key, out var at) ? _now - at : long.MaxValue;
            Assert.False(isNew && age < _window.Ticks, $"Event {i}: key {key} came {age} ticks ago.");
            Assert.False(!isNew && age >= _window.Ticks * 1.001, $"Event {i}: key {key} came {age} ticks ago.");
            model[key] = isNew ? _now : at;
        }
    }

    [Fact]
    public void Finds_the_keys_of_a_part_that_came_before_it_was_busy()
    {
        var keys = Keys();
        for (var count = 1; count <= 40; count++)
        {
            Assert.True(keys.TryAdd(count, time: 7));
            for (var key = 1; key <= count; key++)
            {
                Assert.False(keys.TryAdd(key, time: 7));
            }

            Assert.Equal(count, keys.Count);
        }
    }

    [Fact]
    public void Finds_the_keys_that_came_early_for_a_part_beside_a_busy_one()
    {
        var keys = Keys();
        Assert.True(keys.TryAdd(-1, time: 1L << 22));
        foreach (var key in Enumerable.Range(0, 20))
        {
            Assert.True(keys.TryAdd(key, time: 7));
        }

        Assert.True(keys.TryAdd(-2, time: 1L << 22));
        Assert.False(keys.TryAdd(-1, time: 1L << 22));
        Assert.False(keys.TryAdd(-2, time: 1L << 22));
    }

    [Fact]
    public void Forgets_each_key_of_a_part_a_window_after_it_came_though_the_part_became_busy_later()
    {
        var keys = Keys();
        for (var key = 0; key < 16; key++)
        {
            _now = key * TimeSpan.TicksPerMillisecond * 50;
            Assert.True(keys.TryAdd(key, time: 7)); // the last one makes the part busy
        }

        for (var key = 0; key < 16; key++)
        {
            _now = (key * TimeSpan.TicksPerMillisecond * 50) + _window.Ticks - 1;
            Assert.False(keys.TryAdd(key, time: 7));
            _now += 1 + (_window.Ticks / 1_000);
            Assert.True(keys.TryAdd(key, time: 7));
        }
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(long.MaxValue / 2)]
    public void Takes_any_window(long ticks)
    {
        TimePartitionedKeys<int> keys = new(TimeSpan.FromTicks(ticks), () => _now, comparer: null);
        _now = DateTimeOffset.MinValue.Ticks;
        for (var key = 0; key < 100; key++)
        {
            Assert.True(keys.TryAdd(key, time: 7));
        }

        _now = DateTimeOffset.MaxValue.Ticks;
        for (var key = 0; key < 200; key++)
        {
            Assert.Equal(key >= 100, keys.TryAdd(key, time: 7));
        }
    }

    [Fact]
    public void Takes_a_window_of_a_tick_and_every_time_there_is()
    {
        TimePartitionedKeys<int> keys = new(TimeSpan.FromTicks(1), () => _now, comparer: null);
        foreach (var time in new[] { long.MinValue, -1, 0, 64, long.MaxValue })
        {
            for (var key = 0; key < 40; key++)
            {
                Assert.True(keys.TryAdd(key, time));
                Assert.False(keys.TryAdd(key, time));
            }

            _now++;
            Assert.True(keys.TryAdd(0, time));
        }
    }

    [Fact]
    public void Allocates_nothing_where_a_few_keys_of_other_times_come_beside_a_steady_rate()
    {
        var keys = Keys();
        var second = 0;
        Fill(keys, second++, seconds: 10, perSecond: 10_000);
        second = 10;

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                keys.TryAdd(-1 - i, -i * PerSecond);
            }

            Fill(keys, second++, seconds: 1, perSecond: 10_000);
        }));
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
