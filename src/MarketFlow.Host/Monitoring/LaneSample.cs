namespace MarketFlow.Host;

/// <summary>How full a lane is.</summary>
/// <param name="Name">The lane's name.</param>
/// <param name="Waiting">Events that wait in it now.</param>
/// <param name="HighWater">The most that ever waited in it.</param>
/// <param name="Capacity">The most that may.</param>
internal sealed record LaneSample(string Name, int Waiting, int HighWater, int Capacity)
{
    /// <summary>How full it is, 0 to 1.</summary>
    public double Fill => Capacity == 0 ? 0 : (double)Waiting / Capacity;
}
