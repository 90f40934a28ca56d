namespace MarketFlow.Feeds;

/// <summary>Random numbers that are the same on every machine and in every version of .NET: SplitMix64.</summary>
/// <remarks>Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.</remarks>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>0 to one less than <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>0 to just under 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>How many of something happen where <paramref name="mean"/> happen on average: Poisson, from 30 on its normal approximation.</summary>
    public int Poisson(double mean)
    {
        if (mean >= 30)
        {
            var normal = -6.0;
            for (var i = 0; i < 12; i++)
            {
                normal += Unit();
            }

            return Math.Max(0, (int)Math.Round(mean + (normal * Math.Sqrt(mean))));
        }

        var limit = Math.Exp(-mean);
        var count = 0;
        for (var product = Unit(); product > limit; product *= Unit())
        {
            count++;
        }

        return count;
    }
}
