namespace MarketFlow.Benchmarks;

/// <summary>Where frames end instead of in a socket.</summary>
internal sealed class FrameSums
{
    public long Bytes { get; private set; }

    /// <summary>Made of all bytes of all frames, in any order of frames, where <see cref="IsThorough"/>.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Whether to look at every byte: to compare, not to measure.</summary>
    public bool IsThorough { get; set; }

    public void Add(ReadOnlySpan<byte> frame)
    {
        Bytes += frame.Length;
        if (IsThorough)
        {
            var hash = 14_695_981_039_346_656_037UL;
            foreach (var unit in frame)
            {
                hash = (hash ^ unit) * 1_099_511_628_211;
            }

            Hash += hash;
        }
    }
}
