namespace MarketFlow.Benchmarks;

/// <summary>Draws numbers from 0 on, the n-th being 1/n as likely as the first.</summary>
internal sealed class Zipf
{
    private readonly double[] _sums;

    public Zipf(int count)
    {
        _sums = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            _sums[i] = sum += 1.0 / (i + 1);
        }
    }

    public int Draw(Random random)
    {
        var at = Array.BinarySearch(_sums, random.NextDouble() * _sums[^1]);
        return Math.Min(at < 0 ? ~at : at, _sums.Length - 1);
    }
}
