namespace MarketFlow.Tests;

public sealed class SparseKeysTests
{
    private const long Window = 100;

    /// <summary>The model: a list in order of arrival. Positions wrap around in the second case, and the clock goes back now and then.</summary>
    [Theory]
    [InlineData(1, 256u)]
    [InlineData(2, uint.MaxValue - 1023)]
    [InlineData(3, uint.MaxValue - 255)]
    public void Agrees_with_a_plain_list(int seed, uint firstPosition)
    {
        Random random = new(seed);
        SparseKeys<int> keys = new(Window, comparer: null, firstPosition);
        List<(int Key, long Part, long At)> model = [];
        var now = 0L;
        for (var i = 0; i < 30_000; i++)
        {
            now += i / 3_000 % 2 == 0 ? random.Next(40) : random.Next(100) == 0 ? -random.Next(200) : random.Next(2);
            keys.Forget(now);
            while (model.Count > 0 && now - model[0].At >= Window)
            {
                model.RemoveAt(0);
            }

            var (key, part) = (random.Next(400), random.Next(400) % 40L);
            var ofPart = model.Where(known => known.Part == part && now - known.At < Window).ToList();
            var isNew = ofPart.TrueForAll(known => known.Key != key);
            Assert.Equal(isNew, keys.TryAdd(key, part, now, out var count));
            Assert.Equal(isNew ? ofPart.Count + 1 : 0, count);
            if (isNew)
            {
                model.Add((key, part, now));
            }

            Assert.Equal(model.Count, keys.Count);
        }
    }

    [Fact]
    public void Moves_the_keys_of_a_part_with_when_they_came_and_leaves_the_others()
    {
        SparseKeys<int> keys = new(Window, comparer: null);
        for (var key = 0; key < 10; key++)
        {
            keys.TryAdd(key, part: 1, now: key * 5, out _);
            keys.TryAdd(key, part: 2, now: key * 5, out _);
        }

        KeyBucket<int> bucket = new(Window, granule: 1, comparer: null);
        bucket.Reset(16);
        keys.Move(part: 1, now: 50, bucket);

        Assert.Equal((10, 10), (keys.Count, bucket.Count));
        for (var key = 0; key < 10; key++)
        {
            Assert.False(keys.TryAdd(key, part: 2, now: 50, out _));
            Assert.False(bucket.TryAdd(key, (key * 5) + Window - 1));
            Assert.True(bucket.TryAdd(key, (key * 5) + Window + 2));
        }

        keys.Forget(now: 1_000);
        Assert.Equal(0, keys.Count);
    }

    [Fact]
    public void Moves_no_key_that_is_over()
    {
        SparseKeys<int> keys = new(Window, comparer: null);
        keys.TryAdd(1, part: 1, now: 0, out _);
        keys.TryAdd(2, part: 1, now: 1, out _);
        KeyBucket<int> bucket = new(Window, granule: 1, comparer: null);
        bucket.Reset(16);

        keys.Move(part: 1, now: Window, bucket);

        Assert.Equal(1, bucket.Count);
        Assert.False(bucket.TryAdd(2, Window));
    }

    [Fact]
    public void Counts_no_key_that_was_moved_and_gives_its_room_back()
    {
        SparseKeys<int> keys = new(Window, comparer: null);
        KeyBucket<int> bucket = new(Window, granule: 1, comparer: null);
        bucket.Reset(16);
        for (var part = 0; part < 5_000; part++)
        {
            keys.TryAdd(0, part, now: 0, out _);
            keys.TryAdd(1, part, now: 0, out var ofPart);
            Assert.Equal(2, ofPart);
        }

        var full = keys.Bytes;
        for (var part = 0; part < 5_000; part += 2)
        {
            keys.Move(part, now: 0, bucket);
        }

        Assert.Equal(5_000, keys.Count);
        for (var part = 0; part < 5_000; part++)
        {
            Assert.Equal(part % 2 == 0, keys.TryAdd(0, part, now: 0, out _));
        }

        keys.Forget(Window);

        Assert.Equal(0, keys.Count);
        Assert.InRange(keys.Bytes, 0, full / 20);
    }
}
