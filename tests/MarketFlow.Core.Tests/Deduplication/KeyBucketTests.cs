namespace MarketFlow.Tests;

public sealed class KeyBucketTests
{
    private const long Window = 100;
    private const long Granule = 10;

    [Fact]
    public void Forgets_a_key_between_a_window_and_a_granule_more_after_it_came()
    {
        var bucket = Bucket();
        Assert.True(bucket.TryAdd(1, now: 0));
        Assert.True(bucket.TryAdd(2, now: 9)); // of the same granule
        Assert.True(bucket.TryAdd(3, now: 11)); // of the next

        Assert.False(bucket.TryAdd(1, now: 109));
        Assert.True(bucket.TryAdd(1, now: 110));
        Assert.True(bucket.TryAdd(2, now: 110));
        Assert.False(bucket.TryAdd(3, now: 120));
        Assert.True(bucket.TryAdd(3, now: 121));
    }

    [Fact]
    public void Removes_what_is_over_and_finds_the_others_as_before()
    {
        var bucket = Bucket();
        for (var key = 0; key < 1_000; key++)
        {
            Assert.True(bucket.TryAdd(key, now: key / 10));
        }

        bucket.RemoveOver(now: 155);

        Assert.InRange(bucket.Count, 450, 560);
        for (var key = 0; key < 1_000; key++)
        {
            var isThere = !bucket.TryAdd(key, now: 155);
            Assert.True(isThere || key < 550, $"{key}");
            Assert.True(!isThere || key >= 440, $"{key}");
        }
    }

    /// <summary>Most are over at once, so the table shrinks; the few that are left are where they are looked for.</summary>
    [Fact]
    public void Finds_the_few_that_are_left_in_a_smaller_table()
    {
        var bucket = Bucket();
        for (var key = 0; key < 10_000; key++)
        {
            bucket.TryAdd(key, now: 0);
        }

        for (var key = 10_000; key < 10_020; key++)
        {
            bucket.TryAdd(key, now: 50);
        }

        var before = bucket.Bytes;
        bucket.RemoveOver(now: 120);

        Assert.InRange(bucket.Bytes, 0, before / 10);
        Assert.Equal(20, bucket.Count);
        for (var key = 10_000; key < 10_020; key++)
        {
            Assert.False(bucket.TryAdd(key, now: 120), $"{key}");
        }

        Assert.True(bucket.TryAdd(9_999, now: 120));
    }

    /// <summary>Keys whose hashes are alike lie behind one another, over the end of the table too: taking some out must leave no hole.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Leaves_no_hole_in_a_chain_of_keys_with_like_hashes(int hashes)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            KeyBucket<int> bucket = new(Window, Granule, EqualityComparer<int>.Create((x, y) => x == y, x => x % hashes * 0x2000_0001));
            bucket.Reset(16);
            Dictionary<int, long> added = [];
            var now = 0L;
            for (var i = 0; i < 300; i++)
            {
                now += random.Next(4);
                var key = random.Next(100);
                var age = added.TryGetValue(key, out var at) ? now - at : long.MaxValue;
                var isNew = bucket.TryAdd(key, now);
                Assert.False(isNew && age < Window);
                Assert.False(!isNew && age >= Window + Granule + 1);
                added[key] = isNew ? now : at;
                if (random.Next(40) == 0)
                {
                    bucket.RemoveOver(now);
                }
            }
        }
    }

    [Fact]
    public void Gives_its_room_back_when_nearly_all_is_over()
    {
        var bucket = Bucket();
        for (var key = 0; key < 100_000; key++)
        {
            bucket.TryAdd(key, now: 0);
        }

        var full = bucket.Bytes;
        for (var now = 1; now < 20; now++)
        {
            bucket.TryAdd(-now, now * Window);
            bucket.RemoveOver(now * Window);
        }

        Assert.InRange(bucket.Count, 1, 3);
        Assert.InRange(bucket.Bytes, 0, full / 100);
    }

    [Fact]
    public void Has_no_room_before_it_is_reset_and_room_for_as_many_as_expected_after()
    {
        KeyBucket<int> bucket = new(Window, Granule, comparer: null);
        Assert.Equal((0, 0, 100), (bucket.Capacity, bucket.Count, bucket.Bytes));

        bucket.Reset(16);
        Assert.InRange(bucket.Capacity, 16, 18);
        bucket.Reset(1_000);
        Assert.InRange(bucket.Capacity, 1_000, 1_125);
        bucket.Reset(400);
        Assert.Equal(450, bucket.Capacity);
        bucket.Reset(300);
        Assert.Equal(450, bucket.Capacity); // less than twice as much is kept
    }

    [Fact]
    public void Is_empty_and_of_no_part_once_cleared()
    {
        var bucket = Bucket();
        bucket.Part = 7;
        bucket.TryAdd(1, now: 0);
        Assert.True(bucket.IsTouched);

        bucket.Clear();
        bucket.Reset(16);

        Assert.Equal((0, false, long.MinValue), (bucket.Count, bucket.IsTouched, bucket.Part));
        Assert.True(bucket.TryAdd(1, now: 0));
    }

    [Fact]
    public void Stays_as_it_was_where_a_comparer_throws()
    {
        var isBroken = false;
        KeyBucket<string> bucket = new(Window, Granule, EqualityComparer<string>.Create(
            (x, y) => isBroken ? throw new InvalidOperationException() : x == y, x => 7));
        bucket.Reset(16);
        bucket.TryAdd("a", now: 0);

        isBroken = true;
        Assert.Throws<InvalidOperationException>(() => bucket.TryAdd("b", now: 0));
        isBroken = false;

        Assert.Equal(1, bucket.Count);
        Assert.False(bucket.TryAdd("a", now: 0));
        Assert.True(bucket.TryAdd("b", now: 0));
    }

    private static KeyBucket<int> Bucket()
    {
        KeyBucket<int> bucket = new(Window, Granule, comparer: null);
        bucket.Reset(16);
        return bucket;
    }
}
