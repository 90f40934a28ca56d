namespace MarketFlow.Testing;

/// <summary>Draws numbers from 0 on so that the n-th has a share of 1 / (n + 1) to the power of an exponent, in constant time.</summary>
/// <remarks>Vose's alias method: https://www.keithschwarz.com/darts-dice-coins/.</remarks>
internal sealed class ZipfTable
{
    private readonly double[] _ownShare;
    private readonly int[] _other;

    public ZipfTable(int count, double exponent)
    {
        _ownShare = [.. Enumerable.Range(1, count).Select(rank => Math.Pow(rank, -exponent))];
        _other = new int[count];
        var scale = count / _ownShare.Sum();
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (var i = 0; i < count; i++)
        {
            _ownShare[i] *= scale;
            _other[i] = i;
            (_ownShare[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            var (poor, rich) = (small.Pop(), large.Pop());
            _other[poor] = rich;
            _ownShare[rich] -= 1 - _ownShare[poor];
            (_ownShare[rich] < 1 ? small : large).Push(rich);
        }

        // What rounding left over has a whole share of its own.
        foreach (var left in small.Concat(large))
        {
            _ownShare[left] = 1;
        }
    }

    public int Next(ref SplitMix64 random)
    {
        var column = random.NextInt(_other.Length);
        return random.NextDouble() < _ownShare[column] ? column : _other[column];
    }
}
