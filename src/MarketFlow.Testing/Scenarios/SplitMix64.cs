namespace MarketFlow.Testing;

/// <summary>Random numbers that are the same for the same seed on every version of .NET, which <see cref="Random"/> does not promise.</summary>
/// <remarks>https://prng.di.unimi.it/splitmix64.c</remarks>
internal struct SplitMix64(long seed)
{
    private ulong _state = unchecked((ulong)seed);

    /// <summary>Any number.</summary>
    public long NextLong() => unchecked((long)Next());

    /// <summary>0 to below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 to below <paramref name="below"/>.</summary>
    public int NextInt(int below) => (int)(((Next() >> 32) * (ulong)below) >> 32);

    private ulong Next()
    {
        unchecked
        {
            var mixed = _state += 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}
