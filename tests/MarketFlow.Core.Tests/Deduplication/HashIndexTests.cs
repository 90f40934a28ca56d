namespace MarketFlow.Tests;

public sealed class HashIndexTests
{
    private const uint NoPosition = uint.MaxValue;

    [Theory]
    [InlineData(HashIndex.MinCapacity)]
    [InlineData(64)]
    [InlineData(1_024)]
    public void Says_how_many_entries_it_takes_and_how_many_bytes(int capacity)
    {
        HashIndex index = new(capacity, NoPosition);

        Assert.Equal((capacity, capacity / 8 * 64L), (index.Capacity, index.Bytes));
    }

    [Fact]
    public void Spreads_hash_codes_that_differ_in_upper_or_lower_bits_alone_over_all_groups()
    {
        HashIndex index = new(1_024, NoPosition);

        foreach (var shift in new[] { 0, 8, 16, 24 })
        {
            var homes = Enumerable.Range(0, 128).Select(number => index.HomeOf(HashIndex.Spread(number << shift))).ToHashSet();
            Assert.InRange(homes.Count, 24, 128);
            Assert.All(homes, home => Assert.InRange(home, 0, 127));
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(4_294_966_784u)] // positions wrap around
    public void Finds_every_entry_of_a_moving_queue_and_none_that_left(uint first)
    {
        const int Kept = 60;
        HashIndex index = new(64, first - 1);
        var (begin, count) = (first, 0);
        Random random = new(1);
        Dictionary<uint, uint> hashes = [];
        for (var step = 0; step < 4_000; step++)
        {
            var position = begin + (uint)count;
            var hash = HashIndex.Spread(random.Next(40)); // many have the same
            if (count == Kept)
            {
                hashes.Remove(begin);
                begin++;
                count--;
            }

            index.Add(hash, position, begin, count);
            hashes[position] = hash;
            count++;

            Assert.Contains(position, PositionsOf(index, hash, begin, count));
            if (step % 50 == 0)
            {
                Assert.All(hashes, entry => Assert.Contains(entry.Key, PositionsOf(index, entry.Value, begin, count)));
            }
        }
    }

    [Fact]
    public void Ends_a_search_at_the_first_group_again_once_what_had_to_go_on_has_left()
    {
        const uint Hash = 0;
        HashIndex index = new(64, free: uint.MaxValue);
        for (var position = 0u; position < 13; position++)
        {
            index.Add(Hash, position, begin: 0, count: (int)position);
        }

        Assert.True(index.GoesOn(0, begin: 0, count: 13)); // the thirteenth went on
        Assert.False(index.GoesOn(1, begin: 0, count: 13));
        Assert.True(index.GoesOn(0, begin: 12, count: 1));
        Assert.False(index.GoesOn(0, begin: 13, count: 1));
    }

    private static List<uint> PositionsOf(HashIndex index, uint hash, uint begin, int count)
    {
        List<uint> positions = [];
        for (var group = index.HomeOf(hash); ; group++)
        {
            for (var slots = index.Find(group, hash); slots != 0; slots &= slots - 1)
            {
                if (index.PositionAt(group, slots) is var position && position - begin < (uint)count)
                {
                    positions.Add(position);
                }
            }

            if (!index.GoesOn(group, begin, count))
            {
                return positions;
            }
        }
    }
}
