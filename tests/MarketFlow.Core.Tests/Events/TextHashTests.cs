namespace MarketFlow.Tests;

public sealed class TextHashTests
{
    [Fact]
    public void Tells_symbols_exchanges_and_ids_apart()
    {
        HashSet<int> hashes = [];
        var keys = 0;
        foreach (var symbol in Enumerable.Range(0, 200).Select(number => $"S{number}").Concat(["A", "AB", "BA", "ABCDE", "ABCD\0", "ABCDEFGHI"]))
        {
            foreach (var exchange in new[] { null, "", "1", "11" })
            {
                for (var id = 1; id <= 100; id++)
                {
                    hashes.Add(EventKey.OfTrade(symbol, exchange, id).GetHashCode());
                    keys++;
                }
            }
        }

        // of 82,400 hashes of 32 bits, a perfect one lets less than one pair in a thousand collide
        Assert.InRange(hashes.Count, keys - 10, keys);
    }

    [Fact]
    public void Uses_the_bits_by_which_a_table_chooses()
    {
        for (var shift = 0; shift <= 24; shift += 8)
        {
            var used = Enumerable.Range(0, 2_000).Select(id => (byte)(EventKey.OfTrade("AAPL", "4", id + 1).GetHashCode() >> shift)).Distinct().Count();
            Assert.Equal(256, used);
        }
    }
}
