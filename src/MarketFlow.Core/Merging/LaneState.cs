namespace MarketFlow;

/// <summary>How full a lane is, for monitoring. Any thread may read it at any time.</summary>
/// <remarks>After another subscription of the merge it shows that one; the high-water mark is that of all.</remarks>
public sealed class LaneState
{
    private int _waiting;
    private int _highWater;

    internal LaneState()
    {
    }

    /// <summary>Events waiting now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>The most that ever waited.</summary>
    public int HighWater => Volatile.Read(ref _highWater);

    internal void Tell(int waiting)
    {
        Volatile.Write(ref _waiting, waiting);
        if (waiting > _highWater)
        {
            Volatile.Write(ref _highWater, waiting);
        }
    }
}
