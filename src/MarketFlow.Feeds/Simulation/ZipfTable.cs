namespace MarketFlow.Feeds;

/// <summary>Draws ranks by Zipf's law, each in the same few steps however many there are (Walker's alias method).</summary>
internal sealed class ZipfTable
{
    private readonly double[] _threshold;
    private readonly int[] _alias;

    public ZipfTable(int count, double exponent)
    {
        var weights = new double[count];
        for (var i = 0; i < count; i++)
        {
            weights[i] = Math.Pow(i + 1, -exponent);
        }

        var mean = weights.Sum() / count;
        (_threshold, _alias) = (new double[count], new int[count]);
        var (poor, rich) = (new Stack<int>(), new Stack<int>());
        for (var i = 0; i < count; i++)
        {
            _threshold[i] = weights[i] / mean;
            _alias[i] = i;
            (_threshold[i] < 1 ? poor : rich).Push(i);
        }

        // Every rank gets a slot of equal size; a popular rank fills what an unpopular one leaves of its own.
        while (poor.Count > 0 && rich.Count > 0)
        {
            var (taker, giver) = (poor.Pop(), rich.Pop());
            _alias[taker] = giver;
            _threshold[giver] -= 1 - _threshold[taker];
            (_threshold[giver] < 1 ? poor : rich).Push(giver);
        }
    }

    /// <summary>A rank, from 0.</summary>
    public int Draw(ref SplitMix random)
    {
        var slot = random.Below(_threshold.Length);
        return random.Unit() < _threshold[slot] ? slot : _alias[slot];
    }
}
